import CellSchema

/// The 91 observations of `smm_observations.csv`, one by one as they were carried over.
///
/// Source: OSCE Special Monitoring Mission to Ukraine. Structured by hand in 2026 from the first paragraphs of stored
/// public daily reports; facts as printed, so that no sum over them is a day's total. The Mission's thematic report of
/// April 2021 lets its contents be "freely used and copied for non-commercial purposes" with the Mission acknowledged
/// as the source; whether that covers daily reports was not checked.
extension SMMObservation {
  package static let all: [SMMObservation] = [
    .init(
      1, report: "263801", on: "2016-09-10", period: "night 10-11 Sep", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .heard, .exactly(7), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 7...10,
      direction: "NW"),
    .init(
      2, report: "263801", on: "2016-09-10", period: "day", at: "Donetsk central railway station", .armedFormations,
      near: "6km NW of Donetsk city centre", .heard, .exactly(48), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 2...7, direction: "NNE/NE/NNW"),
    .init(
      3, report: "263801", on: "2016-09-10", period: "day", at: "Donetsk central railway station", .armedFormations,
      near: "6km NW of Donetsk city centre", .heard, .exactly(2), .burst, weapon: "small arms", distance: 3...4,
      direction: "NNE"),
    .init(
      4, report: "263801", on: "2016-09-10", period: "day", at: "Donetsk central railway station", .armedFormations,
      near: "6km NW of Donetsk city centre", .heard, .exactly(2), .shot, weapon: "small arms", distance: 3...4,
      direction: "NNE"),
    .init(
      5, report: "280081", on: "2016-11-06", period: "evening and night 6-7 Nov", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(37), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 2...6, direction: "SE"),
    .init(
      6, report: "280081", on: "2016-11-06", period: "evening and night 6-7 Nov", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(84), .projectile, as: "IN_FLIGHT N-S", weapon: "N/K",
      distance: 2...6, direction: "SE"),
    .init(
      7, report: "280081", on: "2016-11-06", period: "evening and night 6-7 Nov", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(76), .projectile, as: "IN_FLIGHT S-N", weapon: "N/K",
      distance: 2...6, direction: "SE"),
    .init(
      8, report: "280081", on: "2016-11-06", period: "evening and night 6-7 Nov", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(5), .flare, weapon: "N/K", distance: 2...6,
      direction: "SE"),
    .init(
      9, report: "280081", on: "2016-11-06", period: "evening and night 6-7 Nov", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(2), .airburst, weapon: "N/K", distance: 2...6,
      direction: "SE"),
    .init(
      10, report: "280081", on: "2016-11-07", period: "day", at: "SMM camera Avdiivka", .government,
      near: "17km N of Donetsk", .recorded, .exactly(15), .explosion, as: "IMPACT", weapon: "N/K", distance: 2...4,
      direction: "ESE"),
    .init(
      11, report: "280081", on: "2016-11-07", period: "day", at: "Avdiivka (position implied by paragraph)",
      .government, near: "17km N of Donetsk", .heard, .exactly(34), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 3...6, direction: "E/ESE/S"),
    .init(
      12, report: "280081", on: "2016-11-07", period: "day", at: "Avdiivka (position implied by paragraph)",
      .government, near: "17km N of Donetsk", .heard, .exactly(3), .explosion, as: "OUTGOING", weapon: "mortar",
      distance: 3...6, direction: "E/ESE/S"),
    .init(
      13, report: "280081", on: "2016-11-07", period: "day", at: "Avdiivka (position implied by paragraph)",
      .government, near: "17km N of Donetsk", .heard, .exactly(5), .burst, weapon: "heavy machine gun",
      distance: 3...6, direction: "E/ESE/S"),
    .init(
      14, report: "280081", on: "2016-11-07", period: "day", at: "Avdiivka (position implied by paragraph)",
      .government, near: "17km N of Donetsk", .heard, .exactly(18), .burst, weapon: "small arms", distance: 3...6,
      direction: "E/ESE/S"),
    .init(
      15, report: "280291", period: "reporting period", at: "Debaltseve", .armedFormations, near: "58km NE of Donetsk",
      .heard, .exactly(483), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 2...10, direction: "NW/WNW/ENE"),
    .init(
      16, report: "280291", period: "reporting period", at: "Debaltseve", .armedFormations, near: "58km NE of Donetsk",
      .heard, .exactly(170), .burst, as: "overlapping bursts and shots", weapon: "heavy machine gun and small arms",
      distance: 2...10, direction: "NW/WNW/ENE"),
    .init(
      17, report: "280291", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .heard, .exactly(263), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 1...10, direction: "WSW/W"),
    .init(
      18, report: "280291", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .heard, .uncountable, .burst, as: "hundreds of bursts and uncountable overlapping bursts and shots",
      weapon: "heavy machine gun and small arms", distance: 1...10, direction: "WSW/W"),
    .init(
      19, report: "280291", on: "2016-11-07", period: "night 7-8 Nov", at: "SMM camera Avdiivka", .government,
      near: "17km N of Donetsk", .recorded, .exactly(17), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 3...4, direction: "SE/ESE"),
    .init(
      20, report: "280291", on: "2016-11-07", period: "night 7-8 Nov", at: "SMM camera Avdiivka", .government,
      near: "17km N of Donetsk", .recorded, .exactly(46), .projectile, as: "IN_FLIGHT W-E and E-W", weapon: "N/K",
      distance: 2...5, direction: "E/ESE"),
    .init(
      21, report: "280291", on: "2016-11-07", period: "night 7-8 Nov", at: "SMM camera Avdiivka", .government,
      near: "17km N of Donetsk", .recorded, .exactly(2), .projectile, as: "IN_FLIGHT S-N", weapon: "N/K",
      direction: "N/K"),
    .init(
      22, report: "280291", on: "2016-11-07", period: "night 7-8 Nov", at: "SMM camera Avdiivka", .government,
      near: "17km N of Donetsk", .recorded, .exactly(2), .projectile, as: "IN_FLIGHT N-S", weapon: "N/K",
      direction: "N/K"),
    .init(
      23, report: "178591", on: "2015-08-24", period: "day", from: "08:15", to: "17:30",
      at: "JCCC observation point, Donetsk railway station", .armedFormations, near: "8km NW of Donetsk city centre",
      .recorded, .exactly(32), .explosion, weapon: "N/K", distance: 3...8, direction: "WSW/WNW/NNW/NNE"),
    .init(
      24, report: "178591", on: "2015-08-24", period: "day", from: "08:15", to: "17:30",
      at: "JCCC observation point, Donetsk railway station", .armedFormations, near: "8km NW of Donetsk city centre",
      .recorded, .uncountable, .burst, as: "some exchanges of fire", weapon: "small arms", distance: 3...8,
      direction: "WSW/WNW/NNW/NNE"),
    .init(
      25, report: "178591", on: "2015-08-24", period: "day", from: "09:46", to: "12:45", at: "Horlivka",
      .armedFormations, near: "38km NE of Donetsk", .heard, .exactly(41), .explosion, as: "OUTGOING", weapon: "N/K",
      direction: "SE/S"),
    .init(
      26, report: "179106", on: "2015-08-28", period: "day", from: "08:55", to: "17:30",
      at: "JCCC observation point, Donetsk railway station", .armedFormations, near: "8km NW of Donetsk city centre",
      .recorded, .exactly(73), .explosion, as: "INCOMING and OUTGOING",
      weapon: "mortar (88mm and 120mm, as printed) and automatic grenade launcher (mostly consistent with)",
      distance: 1.5...6, direction: "NW/N/NNE"),
    .init(
      27, report: "179106", on: "2015-08-28", period: "day", from: "12:32", to: "13:10", at: "Kominternove",
      .government, near: "23km NE of Mariupol", .heard, .exactly(12), .explosion, as: "UNDETERMINED", weapon: "N/K",
      direction: "SE"),
    .init(
      28, report: "179106", on: "2015-08-28", period: "day", from: "12:32", to: "13:10", at: "Kominternove",
      .government, near: "23km NE of Mariupol", .seen, .exactly(1), .explosion, as: "IMPACT", weapon: "N/K",
      distance: 3...3, direction: "S"),
    .init(
      29, report: "260211", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .recorded, .approximately(10), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 2...3, direction: "WSW"),
    .init(
      30, report: "260211", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .recorded, .exactly(5), .burst, weapon: "heavy machine gun", distance: 2...3, direction: "WSW"),
    .init(
      31, report: "260211", period: "reporting period", at: "Avdiivka", .government, near: "17km N of Donetsk", .heard,
      .exactly(23), .explosion, as: "OUTGOING", weapon: "mortar", calibre: 82, distance: 2...6, direction: "SE"),
    .init(
      32, report: "260211", period: "reporting period", at: "Avdiivka", .government, near: "17km N of Donetsk", .heard,
      .exactly(9), .explosion, as: "OUTGOING", weapon: "SPG-9", distance: 2...6, direction: "SE"),
    .init(
      33, report: "260211", period: "reporting period", at: "Avdiivka", .government, near: "17km N of Donetsk", .heard,
      .exactly(16), .explosion, as: "OUTGOING", weapon: "BMP-1 gun", calibre: 73, distance: 2...6, direction: "SE"),
    .init(
      34, report: "260211", period: "reporting period", at: "Avdiivka", .government, near: "17km N of Donetsk", .heard,
      .exactly(2), .explosion, as: "OUTGOING", weapon: "automatic grenade launcher", distance: 2...6, direction: "SE"),
    .init(
      35, report: "260211", period: "reporting period", at: "Avdiivka", .government, near: "17km N of Donetsk", .heard,
      .exactly(3), .explosion, as: "IMPACT", weapon: "mortar", calibre: 82, distance: 2...6, direction: "SE"),
    .init(
      36, report: "260211", period: "reporting period", at: "Avdiivka", .government, near: "17km N of Donetsk", .heard,
      .exactly(1), .salvo, as: "OUTGOING (5 seconds long)", weapon: "MLRS BM-21 Grad", calibre: 122, distance: 2...6,
      direction: "SE"),
    .init(
      37, report: "260211", period: "reporting period", at: "Avdiivka", .government, near: "17km N of Donetsk", .heard,
      .uncountable, .burst, weapon: "small arms", distance: 2...6, direction: "SE"),
    .init(
      38, report: "260211", on: "2016-08-15", period: "night 15-16 Aug", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .heard, .exactly(143), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 8...10,
      direction: "NNW"),
    .init(
      39, report: "260101", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .recorded, .approximately(300), .explosion, as: "mostly UNDETERMINED; some mortar, AGL and BMP-1", weapon: "N/K",
      direction: "W/SW"),
    .init(
      40, report: "260101", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .heard, .exactly(12), .explosion, as: "OUTGOING (impact 2-3km SSW)", weapon: "mortar", distance: 5...7,
      direction: "WNW"),
    .init(
      41, report: "260101", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .heard, .exactly(5), .explosion, as: "OUTGOING (impact 3-5km SSW)", weapon: "mortar", distance: 3...5,
      direction: "S"),
    .init(
      42, report: "260101", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .heard, .exactly(4), .explosion, as: "OUTGOING (impact 2-3km SSW)", weapon: "mortar", distance: 5...6,
      direction: "S"),
    .init(
      43, report: "260101", period: "reporting period", at: "Yasynuvata", .armedFormations, near: "16km NE of Donetsk",
      .recorded, .uncountable, .burst, weapon: "heavy machine gun and small arms", direction: "N/K"),
    .init(
      44, report: "247421", on: "2016-06-15", period: "night 15 Jun", at: "Svitlodarsk", .government,
      near: "57km NE of Donetsk", .heard, .exactly(5), .explosion, as: "IMPACT", weapon: "mortar", calibre: 82,
      distance: 3...5, direction: "E/SE"),
    .init(
      45, report: "247421", on: "2016-06-15", period: "night 15 Jun", at: "Svitlodarsk", .government,
      near: "57km NE of Donetsk", .heard, .exactly(8), .explosion, as: "OUTGOING", weapon: "mortar", calibre: 82,
      distance: 3...5, direction: "E/SE"),
    .init(
      46, report: "247421", on: "2016-06-16", period: "early morning", at: "Horlivka", .armedFormations,
      near: "39km NE of Donetsk", .heard, .exactly(1), .explosion, as: "IMPACT", weapon: "mortar", calibre: 82,
      distance: 5...5, direction: "WSW"),
    .init(
      47, report: "247421", on: "2016-06-16", period: "early morning", at: "Horlivka", .armedFormations,
      near: "39km NE of Donetsk", .heard, .exactly(19), .explosion, as: "IMPACT", weapon: "automatic grenade launcher",
      distance: 5...5, direction: "WSW"),
    .init(
      48, report: "rw-121", on: "2016-06-16", period: "evening", at: "SMM camera Shyrokyne", .notKnown,
      near: "20km E of Mariupol", .recorded, .exactly(12), .burst, as: "UNDETERMINED direct tracer fire E-W",
      weapon: "N/K", direction: "N/K"),
    .init(
      49, report: "rw-121", on: "2016-06-17", period: "early morning", at: "SMM camera Shyrokyne", .notKnown,
      near: "20km E of Mariupol", .recorded, .exactly(10), .burst, as: "UNDETERMINED direct tracer fire E-W",
      weapon: "N/K", direction: "N/K"),
    .init(
      50, report: "rw-121", on: "2016-06-16", period: "before midnight", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .heard, .approximately(80), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 10...12,
      direction: "NW"),
    .init(
      51, report: "rw-121", on: "2016-06-17", period: "day", at: "Yasynuvata", .armedFormations,
      near: "16km NE of Donetsk", .heard, .exactly(143), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 2...8, direction: "W/NW"),
    .init(
      52, report: "rw-121", on: "2016-06-17", period: "day", at: "Yasynuvata", .armedFormations,
      near: "16km NE of Donetsk", .heard, .exactly(7), .airburst, weapon: "N/K", distance: 2...8, direction: "W/NW"),
    .init(
      53, report: "rw-121", on: "2016-06-17", period: "15-minute period", at: "Avdiivka", .government,
      near: "17km N of Donetsk", .heard, .exactly(8), .explosion, as: "IMPACT", weapon: "mortar", calibre: 82,
      distance: 2...2, direction: "ESE"),
    .init(
      54, report: "rw-121", on: "2016-06-17", period: "15-minute period", at: "Avdiivka", .government,
      near: "17km N of Donetsk", .heard, .exactly(4), .explosion, as: "OUTGOING", weapon: "mortar", calibre: 82,
      distance: 2...2, direction: "ESE"),
    .init(
      55, report: "261086", on: "2016-08-22", period: "night", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .heard, .exactly(15), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 7...9,
      direction: "NNW"),
    .init(
      56, report: "261086", on: "2016-08-23", period: "day", from: "08:30", to: "13:20",
      at: "Donetsk central railway station", .armedFormations, near: "6km NW of Donetsk city centre", .heard,
      .exactly(1), .explosion, as: "IMPACT", weapon: "N/K", distance: 2...5, direction: "N/K"),
    .init(
      57, report: "261086", on: "2016-08-23", period: "day", from: "08:30", to: "13:20",
      at: "Donetsk central railway station", .armedFormations, near: "6km NW of Donetsk city centre", .heard,
      .exactly(2), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 2...5, direction: "N/K"),
    .init(
      58, report: "260681", on: "2016-08-20", period: "early morning", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .heard, .exactly(53), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 4...8,
      direction: "NNE"),
    .init(
      59, report: "260681", on: "2016-08-20", period: "night", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .recorded, .exactly(55), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 5...10,
      direction: "NW/NNW"),
    .init(
      60, report: "261186", on: "2016-08-24", period: "night", from: "19:14", to: "19:43", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(8), .explosion, as: "IMPACT", weapon: "N/K",
      distance: 5...7, direction: "SE"),
    .init(
      61, report: "261186", on: "2016-08-24", period: "night", from: "19:35", to: "22:35", at: "Svitlodarsk",
      .government, near: "57km NE of Donetsk", .heard, .exactly(80), .explosion,
      weapon: "mortar (82mm), BMP-1 (73mm), SPG-9 (73mm), automatic grenade launcher", distance: 2...4,
      direction: "SE/SSE/S"),
    .init(
      62, report: "261186", on: "2016-08-24", period: "night", from: "19:35", to: "22:35", at: "Svitlodarsk",
      .government, near: "57km NE of Donetsk", .heard, .atLeast(100), .burst,
      weapon: "anti-aircraft cannon ZU-23 (23mm) and heavy machine gun", distance: 2...4, direction: "SE/SSE/S"),
    .init(
      63, report: "261186", on: "2016-08-24", period: "night", from: "23:35", to: "00:30", at: "Svitlodarsk",
      .government, near: "57km NE of Donetsk", .heard, .exactly(12), .explosion, as: "IMPACT", weapon: "artillery",
      calibre: 122, direction: "N/K"),
    .init(
      64, report: "335931", on: "2017-08-15", period: "evening 15 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 3...5, direction: "ESE"),
    .init(
      65, report: "335931", on: "2017-08-15", period: "evening 15 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .projectile, as: "IN_FLIGHT W-E", weapon: "N/K",
      distance: 3...5, direction: "ESE"),
    .init(
      66, report: "335931", on: "2017-08-15", period: "evening 15 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 3...5, direction: "ESE"),
    .init(
      67, report: "335931", on: "2017-08-15", period: "evening 15 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .projectile, as: "IN_FLIGHT W-E", weapon: "N/K",
      distance: 3...5, direction: "ESE"),
    .init(
      68, report: "335931", on: "2017-08-15", period: "evening 15 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(6), .projectile, as: "IN_FLIGHT E-W", weapon: "N/K",
      distance: 3...5, direction: "ESE"),
    .init(
      69, report: "335931", on: "2017-08-15", period: "evening 15 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(14), .projectile, as: "IN_FLIGHT W-E", weapon: "N/K",
      distance: 3...5, direction: "ESE"),
    .init(
      70, report: "335931", on: "2017-08-16", period: "afternoon (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .explosion, as: "IMPACT", weapon: "N/K",
      distance: 4...6, direction: "ESE"),
    .init(
      71, report: "335931", on: "2017-08-16", period: "afternoon (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .airburst, weapon: "N/K", distance: 4...6,
      direction: "ESE"),
    .init(
      72, report: "335931", on: "2017-08-16", period: "afternoon (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .explosion, as: "IMPACT", weapon: "N/K",
      distance: 4...6, direction: "ESE"),
    .init(
      73, report: "335931", on: "2017-08-15", period: "evening", at: "SMM camera Donetsk Filtration Station",
      .notKnown, near: "15km N of Donetsk", .recorded, .exactly(1), .explosion, as: "UNDETERMINED", weapon: "N/K",
      distance: 1...2, direction: "S"),
    .init(
      74, report: "335931", on: "2017-08-15", period: "evening, 10 minutes later",
      at: "SMM camera Donetsk Filtration Station", .notKnown, near: "15km N of Donetsk", .recorded, .exactly(1),
      .projectile, as: "IN_FLIGHT W-E", weapon: "N/K", distance: 1...2, direction: "S"),
    .init(
      75, report: "336636", on: "2017-08-22", period: "night 22-23 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(71), .tracer, as: "IN_FLIGHT N-S", weapon: "N/K",
      distance: 3...5, direction: "E"),
    .init(
      76, report: "336636", on: "2017-08-22", period: "night 22-23 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(9), .projectile, as: "IN_FLIGHT W-E", weapon: "N/K",
      distance: 3...5, direction: "E"),
    .init(
      77, report: "336636", on: "2017-08-22", period: "night 22-23 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(6), .projectile, as: "IN_FLIGHT E-W", weapon: "N/K",
      distance: 3...5, direction: "E"),
    .init(
      78, report: "336636", on: "2017-08-23", period: "night 23-24 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(1), .tracer, as: "IN_FLIGHT S-N", weapon: "N/K",
      direction: "N/K"),
    .init(
      79, report: "336636", on: "2017-08-23", period: "night 23-24 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(2), .explosion, as: "UNDETERMINED", weapon: "N/K",
      direction: "N/K"),
    .init(
      80, report: "336636", on: "2017-08-23", period: "night 23-24 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(2), .projectile, as: "IN_FLIGHT NW-SE",
      weapon: "N/K", direction: "N/K"),
    .init(
      81, report: "336636", on: "2017-08-23", period: "night 23-24 Aug (in sequence)", at: "SMM camera Avdiivka",
      .government, near: "17km N of Donetsk", .recorded, .exactly(8), .projectile, as: "IN_FLIGHT E-W", weapon: "N/K",
      direction: "N/K"),
    .init(
      82, report: "329851", on: "2017-07-15", period: "early morning", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .heard, .approximately(30), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 8...10,
      direction: "NW"),
    .init(
      83, report: "329851", on: "2017-07-15", period: "night 15-16 Jul", at: "Donetsk city centre", .armedFormations,
      near: "Donetsk", .heard, .approximately(160), .explosion, as: "UNDETERMINED", weapon: "N/K", distance: 6...12,
      direction: "WSW"),
    .init(
      84, report: "329851", on: "2017-07-14", period: "late evening", at: "SMM camera Avdiivka", .government,
      near: "17km N of Donetsk", .recorded, .exactly(15), .tracer, as: "IN_FLIGHT S-N", weapon: "N/K", distance: 4...5,
      direction: "ESE"),
    .init(
      85, report: "175736", on: "2015-08-01", period: "day", at: "JCCC observation point, Donetsk railway station",
      .armedFormations, near: "8km NW of Donetsk city centre", .recorded, .exactly(140), .explosion,
      as: "and small-arms fire", weapon: "N/K", distance: 3...8, direction: "N/NE/W/NW"),
    .init(
      86, report: "175736", on: "2015-08-02", period: "day", at: "JCCC observation point, Donetsk railway station",
      .armedFormations, near: "8km NW of Donetsk city centre", .heard, .exactly(26), .explosion, weapon: "N/K",
      distance: 2...10, direction: "N/NE/W/NW"),
    .init(
      87, report: "175736", on: "2015-08-02", period: "day", at: "JCCC observation point, Donetsk railway station",
      .armedFormations, near: "8km NW of Donetsk city centre", .heard, .uncountable, .burst, as: "several",
      weapon: "small arms", distance: 2...10, direction: "N/NE/W/NW"),
    .init(
      88, report: "188651", on: "2015-09-30", period: "day", from: "12:37", to: "13:00",
      at: "JCCC observation point, Donetsk railway station", .armedFormations, near: "8km NW of Donetsk city centre",
      .recorded, .exactly(25), .explosion, weapon: "N/K", distance: 5...6, direction: "S",
      claim: "RF Armed Forces representatives at JCCC and \"DPR\" members present: "
        + "occurred at a shooting range 5-6km S"),
    .init(
      89, report: "188651", on: "2015-09-30", period: "day", from: "10:00", at: "Rybynske", .government,
      near: "54km N of Mariupol", .heard, .exactly(2), .explosion, as: "UNDETERMINED", weapon: "N/K", direction: "E",
      claim: "UAF duty officer at JCCC office Volnovakha: demining exercises"),
    .init(
      90, report: "188651", on: "2015-09-30", period: "a few minutes later", at: "Rybynske", .government,
      near: "54km N of Mariupol", .heard, .exactly(3), .explosion, as: "UNDETERMINED", weapon: "N/K", direction: "E",
      claim: "UAF duty officer at JCCC office Volnovakha: demining exercises"),
    .init(
      91, report: "188651", on: "2015-09-30", period: "day", from: "11:00", to: "11:38", at: "Svitlodarsk",
      .government, near: "55km NW of Donetsk (as printed)", .heard, .uncountable, .explosion,
      as: "artillery fire in direction of Debaltseve", weapon: "artillery", direction: "N/K",
      claim: "UAF officer at JCCC office Svitlodarsk: "
        + "live-fire exercise by \"DPR\" forces using 152mm artillery near Debaltseve"),
  ]
}
