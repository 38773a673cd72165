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
    #expect(targets.first { $0.name == "CellCore" }?.dependencies == ["CellSchema"], "the manifest is read rightly")
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

  @Test("the core imports nothing but the schema and a deque") func coreImports() throws {
    for file in try House.files(of: "CellCore") {
      #expect(House.imports(in: file.text).isSubset(of: ["CellSchema", "DequeModule"]), "\(file.name)")
    }
  }

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
    for target in try House.folders() where !allowed.contains(target) {
      for file in try House.files(of: target) where file.name != "CellSchema/Shape/ByteScan.swift" {
        #expect(!House.words(House.code(file.text)).contains("unsafe"), "\(file.name)")
      }
    }
  }
}
