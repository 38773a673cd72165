import Testing

@Suite("The house")
struct HouseTests {
  private static let places = Dictionary(
    uniqueKeysWithValues: House.floors.enumerated().map { ($0.element.target, $0.offset) })
  private static let uses = Dictionary(uniqueKeysWithValues: House.floors.map { ($0.target, $0.uses) })

  @Test("the plan itself points down only") func plan() {
    for (target, uses) in House.floors {
      for used in uses {
        #expect(Self.places[used]! < Self.places[target]!, "\(target) would use \(used), which is above it")
      }
    }
  }

  @Test("nothing stands beside the package's own folders") func topLevel() throws {
    #expect(try House.strangers() == [])
  }

  @Test("every target of the manifest, and every folder of sources, has its place") func everyTargetHasItsPlace() throws
  {
    let house = try House()
    let targets = house.targets()
    #expect(targets.count >= 14)
    for target in targets { #expect(Self.places[target.name] != nil, "\(target.name) has no place in the house") }
    for folder in try House.folders() { #expect(Self.places[folder] != nil, "\(folder) has no place in the house") }
    #expect(Set(targets.map(\.name)).isSuperset(of: try House.folders()))
  }

  @Test("the manifest's dependencies point down only") func manifest() throws {
    let targets = try House().targets()
    for target in targets {
      let excess = target.dependencies.subtracting(Self.uses[target.name] ?? [])
      #expect(excess.isEmpty, "\(target.name) may not depend on \(excess.sorted())")
    }
    #expect(
      targets.first { $0.name == "CellCore" }?.dependencies == ["CellWire", "CellJournal", "CellSchema"],
      "the manifest is read rightly")
  }

  @Test("what a file imports is what its target may use") func imports() throws {
    var count = 0
    for target in try House.folders() {
      for file in try House.files(of: target) {
        count += 1
        for module in House.imports(in: file.text) where !House.platform.contains(module) {
          let isAllowed =
            Self.uses[target]?.contains(module) ?? false || House.guests[module]?.contains(target) ?? false
          #expect(isAllowed, "\(file.name) imports \(module)")
        }
      }
    }
    #expect(count > 100)
  }

  @Test("every edge of the plan and of the manifest is used by some file") func noIdleEdge() throws {
    let declared = Dictionary(uniqueKeysWithValues: try House().targets().map { ($0.name, $0.dependencies) })
    for (target, uses) in House.floors where try !House.files(of: target).isEmpty {
      let imported = Set(try House.files(of: target).flatMap { House.imports(in: $0.text) })
      #expect(uses.subtracting(imported).isEmpty, "\(target) may use \(uses.subtracting(imported)), and does not")
      let idle = (declared[target] ?? []).subtracting(imported)
      #expect(idle.isEmpty, "\(target) depends on \(idle), and no file of it imports that")
    }
    for (guest, hosts) in House.guests {
      for host in hosts {
        let imported = Set(try House.files(of: host).flatMap { House.imports(in: $0.text) })
        #expect(imported.contains(guest), "\(host) may use \(guest), and does not")
      }
    }
  }

  @Test("the core imports the wire, the journal's values, the schema and a deque, and nothing else")
  func coreImports() throws {
    for file in try House.files(of: "CellCore") {
      #expect(
        House.imports(in: file.text).isSubset(of: ["CellSchema", "CellWire", "CellJournal", "DequeModule"]),
        "\(file.name)")
    }
  }

  /// Walls inside the core: who changes what.
  @Test("the record's state is changed by apply, and by those who keep a state of their own alone")
  func oneMutatorOfTheRecordState() throws {
    let keepers: Set<String> = ["Record/Recorder.swift", "Record/Replay.swift", "Answers/Archive.swift"]
    for file in try House.files(of: "CellCore") where House.code(file.text).contains("state.apply(") {
      #expect(keepers.contains { file.name.hasSuffix($0) }, "\(file.name) applies to the record's state")
    }
    let files = try House.files(of: "CellCore")
    let state = try #require(files.first { $0.name.hasSuffix("Record/RecordState.swift") }).text
    for line in state.split(separator: "\n") where line.contains(" var ") && line.hasPrefix("  ") && !line.contains("{")
    {
      #expect(line.hasPrefix("    ") || line.contains("private(set) var"), "others could write: \(line)")
    }
    // The last two are a pair: a judgement leaves a message out meanwhile, and the state is what it was.
    let mutators = ["apply(_ committed: Committed)", "setAside(_ id: MessageID,", "putBack(_ id: MessageID,"]
    let mutating = state.split(separator: "\n").filter { $0.contains("mutating func") && !$0.contains("private") }
    #expect(mutating.count == mutators.count && zip(mutating, mutators).allSatisfy { $0.contains("func \($1)") })
    for file in files where !file.name.hasSuffix("Record/Recorder.swift") {
      let code = House.code(file.text)
      #expect(!code.contains("state.setAside(") && !code.contains("state.putBack("), "\(file.name)")
    }
  }

  @Test("a room's state is its own: whatever is stored in a class of the core is private, or set in its file alone")
  func roomsKeepTheirState() throws {
    for file in try House.files(of: "CellCore") {
      var isInClass = false
      for line in file.text.split(separator: "\n") {
        if !line.hasPrefix(" "), !line.hasPrefix("}"), !line.hasPrefix("/") {
          isInClass = line.contains("final class ")
        }
        guard isInClass, line.hasPrefix("  "), !line.hasPrefix("   "), !line.contains("{") else { continue }
        let words = line.split(separator: " ")
        guard words.contains("var") else { continue }
        #expect(
          words.contains("private") || words.contains("private(set)") || words.contains("fileprivate(set)"),
          "\(file.name): \(line)")
      }
    }
  }

  @Test("no default over enumerations of our own") func exhaustiveSwitches() throws {
    var found: Set<String> = []
    for target in OpenSwitches.targets {
      for file in try House.files(of: target) {
        for subject in OpenSwitches.subjects(in: file.text) { found.insert("\(file.name): \(subject)") }
      }
    }
    for place in found.subtracting(OpenSwitches.permitted).sorted() {
      Issue.record("a default where the cases are to be listed, or what it switches over is to be permitted: \(place)")
    }
    let idle = OpenSwitches.permitted.subtracting(found).sorted()
    #expect(idle.isEmpty, "permitted, and not there")
    let sample = """
      let a = // default:
        switch (b, "x") {
        case (.c, _):
          switch d {
          case _ where e: f("default:")
          case _: g
          }
        default: h
        }
      """
    #expect(OpenSwitches.subjects(in: sample) == ["d", #"(b, "x")"#], "the search finds a default, and its own switch")
  }

  @Test("no file is past 400 lines") func shortFiles() throws {
    for target in try House.folders() {
      for file in try House.files(of: target) {
        #expect(Self.lineCount(file.text) <= 400, "\(file.name)")
      }
    }
    for file in try House.testFiles() { #expect(Self.lineCount(file.text) <= 400, "\(file.name)") }
  }

  private static func lineCount(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

  @Test("the core has no I/O, clock, randomness, concurrency or logging") func coreIsPure() throws {
    let banned: Set<Substring> = [
      "Foundation", "Glibc", "Date", "ContinuousClock", "SuspendingClock", "clock_gettime", "random",
      "randomElement", "shuffle", "shuffled", "SystemRandomNumberGenerator", "async", "await", "Task", "actor", "Mutex",
      "Thread", "print", "debugPrint", "dump", "readLine", "FileHandle", "FileManager", "fopen", "getenv", "Logger",
      "unsafe",
    ]
    let files = try House.files(of: "CellCore")
    #expect(files.count > 20)
    for file in files {
      let found = House.words(House.code(file.text)).intersection(banned)
      #expect(found.isEmpty, "\(file.name) has \(found.sorted())")
    }
    let sample = "let a = Date() // random\nlet b = \"print\"; await x"
    #expect(
      House.words(House.code(sample)) == ["let", "a", "Date", "b", "await", "x"],
      "the search sees code and nothing else")
  }

  @Test("the conformance suite runs on every engine of the journal") func engines() throws {
    let trials = try House.tests().filter { $0.text.contains("JournalConformance.allCases") }
    var count = 0
    for target in try House.folders() {
      for file in try House.files(of: target) {
        for line in file.text.split(separator: "\n") {
          let words = House.code(String(line)).split { !($0.isLetter || $0.isNumber) }
          guard let place = words.firstIndex(where: { $0 == "class" || $0 == "struct" || $0 == "actor" }),
            words.dropFirst(place + 2).contains("JournalWriter")
          else { continue }
          count += 1
          let name = words[place + 1]
          #expect(trials.contains { $0.text.contains(name) }, "\(file.name): nobody tries \(name)")
        }
      }
    }
    #expect(count >= 2)
  }

  @Test("no file of the sources has something left to do") func nothingLeftToDo() throws {
    for target in try House.folders() {
      for file in try House.files(of: target) {
        for mark in ["TO" + "DO", "FIX" + "ME", "XX" + "X"] {
          #expect(!file.text.contains(mark), "\(file.name) has \(mark)")
        }
      }
    }
  }

  @Test("memory is touched unsafely only where a system library is, and in the checker's loads")
  func unsafeIsRare() throws {
    let allowed: Set<String> = [
      "ZeroMQ", "CellRecord", "CellBroker", "CellNodeStore", "cellbus", "cellbusd", "CellProof",
    ]
    let files: Set<String> = ["CellSchema/Check/ByteScan.swift", "CellNode/Witness/WitnessState.swift"]
    for target in try House.folders() where !allowed.contains(target) {
      for file in try House.files(of: target) where !files.contains(file.name) {
        #expect(!House.words(House.code(file.text)).contains("unsafe"), "\(file.name)")
      }
    }
  }

  /// GRDB ends the process where a stored value does not convert, and a damaged file may hold anything.
  @Test("columns of stored files are read by what throws")
  func columnsAreReadByWhatThrows() throws {
    for target in ["CellRecord", "CellNodeStore"] {
      for file in try House.files(of: target) where !file.name.hasSuffix("/StoredColumns.swift") {
        #expect(
          file.text.firstMatch(of: /\brow\??\[/) == nil, "\(file.name): a column is read past StoredColumns.swift")
      }
    }
  }

  @Test("tests run programs by what lets no descriptor go to another's child")
  func programsAreRunByOneDoor() throws {
    for file in try House.testFiles() where !file.name.hasSuffix("/Children.swift") && file.text.contains("Process()") {
      for word in [".waitUntilExit" + "(", "process.run" + "()", " Pipe" + "()"] {
        #expect(!file.text.contains(word), "\(file.name): \(word) is in the place of what CellTestSupport has for it")
      }
    }
  }
}
