import CellCore
import CellJournal
import CellSchema
import CellTestSupport
import CellWire
import Testing

extension StateCase {
  // MARK: the force

  static let force: [StateCase] = [
    StateCase(
      "a second time", .alreadySaid, "/body/name",
      says: ["the force is constituted, in #10, as Multinational Force for Ukraine"], from: "DEU.CELL-1",
      after: { $0.forceConstituted() }, { $0.constitution(lead: ["DEU"]) }),
    StateCase(
      "led by a participant outside Europe", .notEntitled, "/body/lead/1",
      says: ["CAN is not among those who may lead the force"], from: "FRA.CELL-1", after: { $0.ceasefireInForce() },
      { $0.constitution(lead: ["FRA", "CAN"]) }),
    StateCase(
      "led by one that the roster does not have", .notEntitled, "/body/lead/0", from: "FRA.CELL-1",
      after: { $0.ceasefireInForce() }, { $0.constitution(lead: ["GBR", "FRA"]) }),
    StateCase(
      "by one who does not lead it", .notEntitled, "/body/lead",
      says: ["the force is constituted by one of those who lead it"], from: "DEU.CELL-1",
      after: { $0.ceasefireInForce() }, { $0.constitution(lead: ["FRA"]) }),
    StateCase(
      "with a lead named twice", .alreadySaid, "/body/lead/1", says: ["FRA is named before"], from: "FRA.CELL-1",
      after: { $0.ceasefireInForce() }, { $0.constitution(lead: ["FRA", "FRA"]) }),
    StateCase("of no force", .unknownReference, "/body/constitution", says: [notThere], from: "FRA.CELL-1") { _ in
      ForceChange(constitution: unknown, what: .end, effectiveAt: "2026-04-01T00:00:00Z")
    },
    StateCase(
      "by one who does not lead it", .notEntitled, "/header/from", says: ["changed by one of those who lead it"],
      from: "DEU.CELL-1", after: { $0.forceConstituted() }, { $0.change(.lead, lead: ["DEU"]) }),
    StateCase(
      "to a lead outside Europe", .notEntitled, "/body/lead/1",
      says: ["CAN is not among those who may lead the force"], from: "FRA.CELL-1", after: { $0.forceConstituted() },
      { $0.change(.lead, lead: ["FRA", "CAN"]) }),
    StateCase(
      "to the leads that it has", .alreadySaid, "/body/lead", from: "FRA.CELL-1", after: { $0.forceConstituted() },
      { $0.change(.lead, lead: ["FRA"]) }),
    StateCase(
      "to the seat that it has", .alreadySaid, "/body/headquarters", from: "FRA.CELL-1",
      after: { $0.forceConstituted() }, { $0.change(.headquarters, headquarters: "Paris") }),
    StateCase(
      "to the mandate that it has", .alreadySaid, "/body/mandate", from: "FRA.CELL-1",
      after: { $0.forceConstituted() },
      { $0.change(.mandate, mandate: "To help rebuild the Armed Forces of Ukraine and to deter.") }),
    StateCase(
      "to an end that is said", .alreadySaid, "/body/what", from: "FRA.CELL-1",
      after: { play in
        play.forceConstituted()
        play.must(play.say(play.change(.end, at: play.time(minutes: 60)), from: "FRA.CELL-1"))
      }, { $0.change(.end) }),
    StateCase(
      "of a force that ended", .stateNotPermitted, "/header/type",
      says: ["the force is ended; allowed: force.constitution"], from: "FRA.CELL-1",
      after: { play in
        play.forceConstituted()
        play.must(play.say(play.change(.end), from: "FRA.CELL-1"))
      }, { $0.change(.headquarters, headquarters: "London") }),
    StateCase(
      "by a force that ended", .stateNotPermitted, "/header/type", says: ["the force is ended"], from: "FRA.MNF-1",
      after: { play in
        play.forceConstituted()
        play.must(play.say(play.change(.end), from: "FRA.CELL-1"))
      }, { $0.activity(.training) }),
    StateCase(
      "of a force that is not constituted", .stateNotPermitted, "/header/type",
      says: ["the force is not constituted; allowed: force.constitution"], from: "FRA.MNF-1",
      after: { $0.ceasefireInForce() }, { $0.activity(.training) }),
    StateCase(
      "reassurance that nobody asked for", .stateNotPermitted, "/header/inReplyTo",
      says: ["reassurance-air is at Ukraine's request: it replies to a force.request"], from: "FRA.MNF-1",
      after: { $0.forceConstituted() }, { $0.activity(.reassuranceAir) }),
    StateCase(
      "reassurance in reply to what is no request", .unknownReference, "/header/inReplyTo",
      says: ["is of type force.constitution, not force.request"], from: "FRA.MNF-1", inReplyTo: "force",
      after: { $0.forceConstituted() }, { $0.activity(.reassuranceSea) }),
    StateCase(
      "by a force that is not constituted", .stateNotPermitted, "/header/type", says: ["the force is not constituted"],
      from: "FRA.MNF-1"
    ) { _ in ForceRegeneration.example },
    StateCase(
      "of a force that is not constituted", .stateNotPermitted, "/header/type",
      says: ["the force is not constituted"], from: "USA.CELL-1"
    ) { _ in ForceSupport.example },
  ]

  // MARK: support

  static let support: [StateCase] = [
    StateCase(
      "for Ukraine by another", .notEntitled, "/body/beneficiary", says: ["FRA does not invoke for ukraine"],
      from: "FRA.CELL-1", after: { $0.attackUnderGuarantee() }, { $0.invocation(of: ["commitment-FRA"]) }),
    StateCase(
      "for the force by Ukraine", .notEntitled, "/body/beneficiary", says: ["UKR does not invoke for force"],
      from: "UKR.CELL-1", after: { $0.attackUnderGuarantee() },
      { $0.invocation(for: .force, on: ["attack"], of: ["commitment-FRA"]) }),
    StateCase(
      "on no report", .unknownReference, "/body/reports/0", says: [notThere], from: "UKR.CELL-1",
      after: { $0.attackUnderGuarantee() },
      { play in
        Invocation(
          reports: [unknown], guarantees: [play.id("commitment-FRA")], beneficiary: .ukraine, requested: [.military],
          aim: "Support.")
      }),
    StateCase(
      "on what is no report", .unknownReference, "/body/reports/0",
      says: ["is of type guarantee.commitment, not support.attack-report"], from: "UKR.CELL-1",
      after: { $0.attackUnderGuarantee() }, { $0.invocation(on: ["commitment-FRA"], of: ["commitment-FRA"]) }),
    StateCase(
      "on an attack on another", .stateNotPermitted, "/body/reports/1", says: ["it reports no attack on ukraine"],
      from: "UKR.CELL-1",
      after: { play in
        play.attackUnderGuarantee()
        play.reportAttack(on: .force)
      }, { $0.invocation(on: ["attack", "attack-force"], of: ["commitment-FRA"]) }),
    StateCase(
      "of no guarantee", .unknownReference, "/body/guarantees/0", says: [notThere], from: "UKR.CELL-1",
      after: { $0.attackUnderGuarantee() },
      { play in
        Invocation(
          reports: [play.id("attack")], guarantees: [unknown], beneficiary: .ukraine, requested: [.military],
          aim: "Support.")
      }),
    StateCase(
      "of what is no guarantee", .unknownReference, "/body/guarantees/1",
      says: ["is of type declaration.signature, not guarantee.commitment"], from: "UKR.CELL-1",
      after: { $0.attackUnderGuarantee() }, { $0.invocation(of: ["commitment-FRA", "signature-FRA"]) }),
    StateCase(
      "on no invocation", .unknownReference, "/body/invocation", says: [notThere],
      from: "UKR.CELL-1",
      after: { $0.ceasefireInForce() },
      { Consultation(invocation: unknown, at: $0.now, level: .heads) }),
    StateCase(
      "on an invocation that is settled", .stateNotPermitted, "/body/invocation",
      says: ["the invocation of #", "is settled; allowed: support.invocation"], from: "UKR.CELL-1",
      after: { play in
        play.invoked()
        play.respond("FRA", .declined)
      }, { Consultation(invocation: $0.id("invocation"), at: $0.now, level: .heads) }),
    StateCase(
      "to no invocation", .unknownReference, "/body/invocation", says: [notThere], from: "FRA.CELL-1",
      after: { $0.ceasefireInForce() }, { $0.response(.declined, to: unknown) }),
    StateCase(
      "to what is no invocation", .unknownReference, "/body/invocation",
      says: ["is of type support.attack-report, not support.invocation"], from: "FRA.CELL-1",
      after: { $0.attackUnderGuarantee() }, { $0.response(.declined, to: $0.id("attack")) }),
    StateCase(
      "not-obliged, by one who is", .stateNotPermitted, "/body/response",
      says: ["FRA is obliged by a guarantee that #", "allowed: committed, partial, declined, in-consultation"],
      from: "FRA.CELL-1", after: { $0.invoked() }, { $0.response(.notObliged) }),
    StateCase(
      "under no response", .unknownReference, "/body/response", says: [notThere], from: "FRA.CELL-1",
      after: { $0.invoked() }, { $0.measure(.announced, under: unknown) }),
    StateCase(
      "under a response that another has replaced", .stateNotPermitted, "/body/response",
      says: ["a later response has taken its place"], from: "FRA.CELL-1",
      after: { play in
        play.invoked()
        play.must(play.say(play.response(.partial), from: "FRA.CELL-1", as: "first"))
        play.respond("FRA", .committed)
      }, { $0.measure(.announced, under: $0.id("first")) }),
    StateCase(
      "under another's response", .notEntitled, "/body/response", says: ["it is the response of FRA"],
      from: "DEU.CELL-1",
      after: { play in
        play.invoked()
        play.respond("FRA", .committed)
      }, { $0.measure(.announced) }),
    StateCase(
      "under a response that commits nothing", .stateNotPermitted, "/body/response",
      says: ["the response of #", "is in-consultation; allowed: support.response"], from: "FRA.CELL-1",
      after: { play in
        play.invoked()
        play.respond("FRA", .inConsultation)
      }, { $0.measure(.announced) }),
    StateCase(
      "under way once it is completed", .stateNotPermitted, "/body/status",
      says: ["the measure of #", "is completed; nothing more is allowed"], from: "FRA.CELL-1",
      after: { play in
        play.invoked()
        play.respond("FRA", .committed)
        play.must(play.say(play.measure(.announced), from: "FRA.CELL-1"))
        play.must(play.say(play.measure(.completed), from: "FRA.CELL-1"))
      }, { $0.measure(.underWay) }),
    StateCase(
      "announced once it is under way", .stateNotPermitted, "/body/status",
      says: ["is under-way; allowed: status under-way, status completed, status ended"], from: "FRA.CELL-1",
      after: { play in
        play.invoked()
        play.respond("FRA", .committed)
        play.must(play.say(play.measure(.underWay), from: "FRA.CELL-1"))
      }, { $0.measure(.announced) }),
  ]
}
