// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode comes with the tools version; the rest is the house's own strictness.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// The house, top down. A target may depend only on targets below it (held by `HouseTests`).
let house: [Target] = [
  .executableTarget(
    name: "cellbusd",
    dependencies: [
      "CellBroker", "CellConfig", "CellMetrics", "CellSchema",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Logging", package: "swift-log"),
      .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      .product(name: "UnixSignals", package: "swift-service-lifecycle"),
    ],
    swiftSettings: strict),
  .executableTarget(
    name: "cellbus",
    dependencies: [
      "CLinux", "CellCommand", "CellConfig", "CellCore", "CellDemo", "CellEvidence", "CellJournal", "CellNode",
      "CellNodeStore",
      "CellProof", "CellRecord", "CellReplay", "CellSchema", "CellWire", "StrictYAML", "ZeroMQ",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Histogram", package: "hdrhistogram-swift"),
      .product(name: "Subprocess", package: "swift-subprocess"),
    ],
    swiftSettings: strict),
  .target(
    name: "CellCommand", dependencies: ["CellConfig", "CellCore", "CellNode", "CellSchema", "StrictYAML"],
    swiftSettings: strict),
  .target(name: "CellDemo", dependencies: ["CellConfig", "CellCore", "CellSchema"], swiftSettings: strict),
  .target(
    name: "CellMetrics",
    dependencies: [
      "CellBroker", "CellCore", "CellSchema", .product(name: "FlyingFox", package: "FlyingFox"),
      .product(name: "FlyingSocks", package: "FlyingFox"),
      .product(name: "Logging", package: "swift-log"),
      .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    ],
    swiftSettings: strict),
  .target(
    name: "CellBroker",
    dependencies: [
      "CLinux", "CellConfig", "CellCore", "CellJournal", "CellProof", "CellRecord", "CellReplay", "CellSchema",
      "CellWire", "StrictYAML", "ZeroMQ",
      .product(name: "DequeModule", package: "swift-collections"),
      .product(name: "Logging", package: "swift-log"),
      .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    ],
    swiftSettings: strict),
  .target(
    name: "CellReplay",
    dependencies: ["CellConfig", "CellCore", "CellJournal", "CellProof", "CellSchema", "CellWire", "StrictYAML"],
    swiftSettings: strict),
  .target(
    name: "CellNode",
    dependencies: [
      "CellProof", "CellSchema", "CellWire", "StrictYAML", "ZeroMQ",
      .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    ],
    swiftSettings: strict),
  .target(
    name: "CellNodeStore",
    dependencies: ["CellNode", "CellSchema", "CellWire", .product(name: "GRDB", package: "GRDB.swift")],
    swiftSettings: strict),
  .target(
    name: "CellRecord",
    dependencies: ["CellJournal", "CellProof", "CellSchema", .product(name: "GRDB", package: "GRDB.swift")],
    swiftSettings: strict),
  .target(
    name: "CellEvidence", dependencies: ["CellJournal", "CellProof", "CellSchema"], swiftSettings: strict),
  .target(
    name: "CellConfig",
    dependencies: ["CellCore", "CellProof", "StrictYAML", "CellSchema"],
    resources: [
      .embedInCode("Charters/paris-2026-draft.yaml"), .embedInCode("Charters/paris-2026-final.yaml"),
    ],
    swiftSettings: strict),
  .target(
    name: "StrictYAML",
    dependencies: ["CellSchema", .product(name: "Yams", package: "Yams")],
    swiftSettings: strict),
  .target(
    name: "CellCore",
    dependencies: [
      "CellWire", "CellJournal", "CellSchema", .product(name: "DequeModule", package: "swift-collections"),
    ],
    swiftSettings: strict),
  .target(
    name: "CellJournalTesting", dependencies: ["CellJournal", "CellProof", "CellSchema"], swiftSettings: strict),
  .target(name: "CellJournal", dependencies: ["CellSchema", "CellProof"], swiftSettings: strict),
  .target(
    name: "CellProof", dependencies: [.product(name: "Crypto", package: "swift-crypto")],
    swiftSettings: strict),
  .target(name: "CellWire", dependencies: ["CellSchema"], swiftSettings: strict),
  .target(name: "CellSchema", swiftSettings: strict),
  .target(name: "ZeroMQ", dependencies: ["CZeroMQ", "CLinux"], swiftSettings: strict),
  .systemLibrary(name: "CZeroMQ", providers: [.apt(["libzmq3-dev"])]),
  .systemLibrary(name: "CLinux"),
]

/// Tests are not optimised: they compile in a third of the time, and what they test is (Swift 6.3's optimiser also fails
/// on one of them).
let testing: [SwiftSetting] = strict + [.unsafeFlags(["-Onone"])]

/// A test target, named for what it tests.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: testing)
}

let testTargets: [Target] = [
  // What several test targets need, and nothing else does.
  .target(
    name: "CellTestSupport",
    dependencies: [
      "CellConfig", "CellCore", "CellJournal", "CellJournalTesting", "CellProof", "CellSchema", "CellWire",
      "StrictYAML",
    ],
    path: "Tests/CellTestSupport", swiftSettings: testing),
  // What makes inputs from seeds and judges them, millions of them: the one part of the tests that is optimised.
  .target(
    name: "CellFuzzing",
    dependencies: ["CellCore", "CellNode", "CellSchema", "CellTestSupport", "CellWire"],
    path: "Tests/CellFuzzing", swiftSettings: strict),
  // What a message goes through, for a count of its instructions: optimised as the programs are.
  .executableTarget(
    name: "HotPath",
    dependencies: ["CellCore", "CellJournal", "CellRecord", "CellSchema", "CellTestSupport", "CellWire"],
    path: "Tests/HotPath", swiftSettings: strict),
  tests("FuzzTests", ["CellFuzzing"]),
  tests("ZeroMQTests", ["ZeroMQ"]),
  tests("CellSchemaTests", ["CellFuzzing", "CellSchema", "CellTestSupport"]),
  tests("CellWireTests", ["CellWire", "CellSchema"]),
  tests("CellProofTests", ["CellProof", "CellTestSupport"], exclude: ["Go"]),
  tests("CellJournalTests", ["CellJournal", "CellJournalTesting", "CellProof", "CellSchema"]),
  tests(
    "CellRecordTests",
    [
      "CellRecord", "CellJournal", "CellJournalTesting", "CellProof", "CellSchema",
      .product(name: "GRDB", package: "GRDB.swift"),
    ]),
  tests("CellEvidenceTests", ["CellEvidence", "CellJournal", "CellProof", "CellSchema", "CellTestSupport"]),
  tests("StrictYAMLTests", ["StrictYAML", "CellSchema"]),
  tests("CellConfigTests", ["CellConfig", "CellCore", "CellProof", "CellSchema", "StrictYAML"]),
  tests(
    "CellCoreTests",
    ["CellCore", "CellConfig", "CellJournal", "CellProof", "CellSchema", "CellTestSupport", "CellWire", "StrictYAML"]),
  tests(
    "DeliveryTests",
    [
      "CellCore", "CellConfig", "CellJournal", "CellNode", "CellSchema", "CellTestSupport", "CellWire", "StrictYAML",
    ]),
  tests("HouseTests", ["CellTestSupport"]),
  tests(
    "CellNodeTests",
    [
      "CellNode", "CellNodeStore", "CellProof", "CellSchema", "CellWire", "ZeroMQ",
      .product(name: "GRDB", package: "GRDB.swift"),
    ]),
  tests(
    "CellNodeStoreTests",
    ["CellNodeStore", "CellNode", "CellSchema", "CellWire", "ZeroMQ", .product(name: "GRDB", package: "GRDB.swift")]),
  tests("CellCommandTests", ["CellCommand", "CellConfig", "CellNode", "CellSchema", "StrictYAML"]),
  tests("CellMetricsTests", ["CellMetrics", "CellCore"]),
  tests(
    "CellDemoTests",
    ["CellDemo", "CellConfig", "CellCore", "CellJournal", "CellSchema", "CellWire", "StrictYAML"]),
  tests(
    "IntegrationTests",
    [
      "cellbusd", "cellbus", "HotPath", "CellConfig", "CellJournal", "CellNode", "CellNodeStore", "CellProof",
      "CellRecord",
      "CellSchema", "CellTestSupport", "CellWire", "ZeroMQ",
      .product(name: "GRDB", package: "GRDB.swift"),
    ],
    exclude: ["Evidence", "FaultShim"]),
]

let package = Package(
  name: "cellbus",
  products: [
    .executable(name: "cellbusd", targets: ["cellbusd"]),
    .executable(name: "cellbus", targets: ["cellbus"]),
    .library(name: "CellNode", targets: ["CellNode"]),
    .library(name: "CellNodeStore", targets: ["CellNodeStore"]),
    .library(name: "CellSchema", targets: ["CellSchema"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: house + testTargets)
