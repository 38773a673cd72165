import CellSchema

/// The 6 findings of `smm_findings.csv`, one by one as they were carried over.
///
/// Source: OSCE Special Monitoring Mission to Ukraine. Structured by hand in 2026 from the first paragraphs of stored
/// public daily reports; facts as printed, so that no sum over them is a day's total. The Mission's thematic report of
/// April 2021 lets its contents be "freely used and copied for non-commercial purposes" with the Mission acknowledged
/// as the source; whether that covers daily reports was not checked.
extension SMMFinding {
  package static let all: [SMMFinding] = [
    .init(
      1, report: "140271", on: "2015-02-11", site: "Donetsk Leninskyi district: metal works factory", .armedFormations,
      .craterAnalysis, impacts: 3, munition: "mortar", direction: "NW", damage: "shelling impacts"),
    .init(
      2, report: "140271", on: "2015-02-11", site: "Donetsk Leninskyi district: central bus station", .armedFormations,
      .siteVisit, munition: "artillery (type not determined)", direction: "NOT_DETERMINED", civiliansKilled: 4,
      civiliansInjured: 3,
      corroboratedBy: "Donetsk Central Hospital staff; "
        + "as printed: four civilian casualties and injured three (both Leninskyi sites)",
      damage: "two burnt-out buses"),
    .init(
      3, report: "140056", on: "2015-02-10", time: "11:51-12:33", site: "Kramatorsk", .government, .siteObservation,
      munition: "MLRS 300mm (BM-30 Smerch or Tornado)", direction: "SSE", civiliansKilled: 7, civiliansInjured: 26,
      militaryInjured: 32, corroboratedBy: "official of the Donetsk region administration",
      damage: "buildings damaged; UXO"),
    .init(
      4, report: "175736", on: "2015-08-01", time: "02:30 (resident statement)", site: "Horlivka, Ambramova Street",
      .armedFormations, .craterAnalysis, impacts: 1, munition: "N/K", direction: "NNW", civiliansInjured: 0,
      corroboratedBy: "resident", damage: "crater over 2m diameter close to a house"),
    .init(
      5, report: "175736", on: "2015-08-01", site: "Horlivka, Rudakova Boulevard", .armedFormations, .craterAnalysis,
      impacts: 2, munition: "N/K", direction: "NNW", civiliansInjured: 1, corroboratedBy: "interlocutor at the site",
      damage: "N/K"),
    .init(
      6, report: "179106", on: "2015-08-26", site: "Kominternove, residential area", .government, .craterAnalysis,
      impacts: 3, munition: "mortar 120mm", direction: "E (two rounds); W (one round)", corroboratedBy: "residents",
      damage: "blown-out windows, pitted roof"),
  ]
}
