package import CellSchema

/// The daily reports that observations and findings were taken from.
///
/// Source: OSCE Special Monitoring Mission to Ukraine.
package struct SMMReport: Hashable, Sendable {
  /// The report's number on osce.org, or `rw-` and the one on reliefweb.int.
  package let number: String
  package let asOf: CalendarDate
  package let address: String

  package static let all: [SMMReport] = [
    .init(number: "263801", asOf: "2016-09-11", address: "https://osce.org/ukraine-smm/263801"),
    .init(number: "280081", asOf: "2016-11-07", address: "http://osce.org/ukraine-smm/280081"),
    .init(number: "280291", asOf: "2016-11-08", address: "http://osce.org/ukraine-smm/280291"),
    .init(number: "178591", asOf: "2015-08-24", address: "http://osce.org/ukraine-smm/178591"),
    .init(number: "179106", asOf: "2015-08-28", address: "https://www.osce.org/ukraine-smm/179106"),
    .init(number: "260211", asOf: "2016-08-16", address: "https://osce.org/ukraine-smm/260211"),
    .init(number: "260101", asOf: "2016-08-15", address: "https://osce.org/ukraine-smm/260101"),
    .init(number: "247421", asOf: "2016-06-16", address: "http://osce.org/ukraine-smm/247421"),
    .init(
      number: "rw-121", asOf: "2016-06-17",
      address:
        "https://reliefweb.int/report/ukraine/"
        + "latest-osce-special-monitoring-mission-smm-ukraine-based-information-received-121"),
    .init(number: "261086", asOf: "2016-08-24", address: "https://www.osce.org/ukraine-smm/261086"),
    .init(number: "260681", asOf: "2016-08-21", address: "https://www.osce.org/ukraine-smm/260681"),
    .init(number: "261186", asOf: "2016-08-25", address: "http://osce.org/ukraine-smm/261186"),
    .init(
      number: "335931", asOf: "2017-08-16",
      address:
        "https://osce.org/special-monitoring-mission-to-ukraine/335931"),
    .init(
      number: "336636", asOf: "2017-08-24",
      address:
        "http://osce.org/special-monitoring-mission-to-ukraine/336636"),
    .init(
      number: "329851", asOf: "2017-07-16",
      address:
        "http://osce.org/special-monitoring-mission-to-ukraine/329851"),
    .init(number: "175736", asOf: "2015-08-02", address: "https://www.osce.org/ukraine-smm/175736"),
    .init(number: "188651", asOf: "2015-09-30", address: "http://osce.org/ukraine-smm/188651"),
    .init(number: "140271", asOf: "2015-02-11", address: "http://osce.org/ukraine-smm/140271"),
    .init(number: "140056", asOf: "2015-02-10", address: "http://osce.org/ukraine-smm/140056"),
  ]

  package static func numbered(_ number: String) -> SMMReport {
    guard let report = all.first(where: { $0.number == number }) else {
      preconditionFailure("no observation or finding is of report \(number)")
    }
    return report
  }

  /// `Source: …`, for the remarks of what was carried over.
  package var acknowledgement: String {
    "Source: OSCE Special Monitoring Mission to Ukraine, report \(number) as of \(asOf), \(address)"
  }
}
