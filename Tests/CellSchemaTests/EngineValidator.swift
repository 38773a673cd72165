import CellTestSupport
import Foundation

/// Debian's `python3-jsonschema`, which is not of this house: one process, documents in, verdicts out.
enum EngineValidator {
  struct Verdict: Decodable {
    /// Python's `json` reads it as UTF-8 JSON with Unicode scalars only.
    var isJSON: Bool
    /// The schema accepts it.
    var isValid: Bool
    /// A name stands twice in an object; Python takes the last, and the first may be anything.
    var repeatsName: Bool
    /// The same value, each name once, header first, without escapes or fractions that need not be.
    var canonical: String?
  }

  private struct Line: Encodable {
    var schema: String?
    var index: Int?
    var document: String?
  }

  static let python = "/usr/bin/python3"

  static let isAvailable: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", "import jsonschema; jsonschema.Draft202012Validator"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.start()) != nil else { return false }
    process.end()
    return process.terminationStatus == 0
  }()

  /// - Throws: where a schema is none by its own meta-schema, or the process fails.
  static func verdicts(schemas: [String], documents: [(schema: Int, bytes: [UInt8])]) throws -> [Verdict] {
    var input = Data()
    let encoder = JSONEncoder()
    for schema in schemas { input += try encoder.encode(Line(schema: schema)) + [0x0A] }
    for document in documents {
      let text = Data(document.bytes).base64EncodedString()
      input += try encoder.encode(Line(index: document.schema, document: text)) + [0x0A]
    }
    let output = try run(input)
    let decoder = JSONDecoder()
    let verdicts = try output.split(separator: 0x0A).map { try decoder.decode(Verdict.self, from: $0) }
    guard verdicts.count == documents.count else { throw Failure(count: verdicts.count) }
    return verdicts
  }

  struct Failure: Error { var count: Int }

  private static func run(_ input: Data) throws -> Data {
    let process = Process()
    let standardInput = pipeForChild()
    let standardOutput = pipeForChild()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = ["-c", script]
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    try process.start()
    // Fed from another thread, or both sides would wait for room in their pipes.
    let writer = standardInput.fileHandleForWriting
    Thread.detachNewThread {
      try? writer.write(contentsOf: input)
      try? writer.close()
    }
    let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
    process.end()
    guard process.terminationStatus == 0 else { throw Failure(count: -1) }
    return output
  }

  /// `format` is asserted and `x-cellbus-ascending` honoured, as ``JSONSchema`` asks.
  private static let script = #"""
    import base64, datetime, json, re, sys
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

    checker = FormatChecker(formats=())
    stamp = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)', re.ASCII)

    def instant(text):
        if re.fullmatch(r'\d{4}-\d\d-\d\d', text, re.ASCII):
            return datetime.date.fromisoformat(text)
        if not stamp.fullmatch(text):
            raise ValueError(text)
        head, fraction, offset = text[:19], (stamp.fullmatch(text)[1] or '.0')[1:], stamp.fullmatch(text)[2]
        moment = datetime.datetime.strptime(head, '%Y-%m-%dT%H:%M:%S')
        span = datetime.timedelta(0)
        if offset != 'Z':
            hours, minutes = int(offset[1:3]), int(offset[4:])
            if hours > 23 or minutes > 59:
                raise ValueError(text)
            span = datetime.timedelta(hours=hours, minutes=minutes)
            span = span if offset[0] == '+' else -span
        elapsed = moment - datetime.datetime(1, 1, 1) - span + datetime.timedelta(microseconds=int(fraction.ljust(6, '0')))
        if not datetime.timedelta(0) <= elapsed <= datetime.datetime.max - datetime.datetime.min:
            raise ValueError(text)
        return elapsed

    @checker.checks('date-time', raises=ValueError)
    def date_time(value):
        return not isinstance(value, str) or isinstance(instant(value), datetime.timedelta)

    @checker.checks('date', raises=ValueError)
    def date(value):
        return not isinstance(value, str) or isinstance(instant(value), datetime.date)

    def ascending(validator, pairs, value, schema):
        if not isinstance(value, dict):
            return
        for first, second in pairs:
            if first not in value or second not in value:
                continue
            one, other = value[first], value[second]
            if isinstance(one, str) and isinstance(other, str):
                try:
                    one, other = instant(one), instant(other)
                    wrong = one > other
                except (ValueError, TypeError):
                    continue
            elif isinstance(one, (int, float)) and isinstance(other, (int, float)):
                wrong = one > other
            else:
                continue
            if wrong:
                yield ValidationError('not ascending')

    Validator = validators.extend(Draft202012Validator, {'x-cellbus-ascending': ascending})
    schemas = []

    def refuse(token):
        raise ValueError(token)

    def canonical(value):
        if isinstance(value, dict):
            names = sorted(value, key=lambda name: name != 'header')
            return {name: canonical(value[name]) for name in names}
        if isinstance(value, list):
            return [canonical(element) for element in value]
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value

    repeats = False

    def members(pairs):
        global repeats
        repeats = repeats or len(dict(pairs)) < len(pairs)
        return dict(pairs)

    for line in sys.stdin:
        line = json.loads(line)
        if 'schema' in line:
            schema = json.loads(line['schema'])
            Validator.check_schema(schema)
            schemas.append(Validator(schema, format_checker=checker))
            continue
        answer = {'isJSON': False, 'isValid': False, 'repeatsName': False}
        repeats = False
        try:
            text = base64.b64decode(line['document']).decode('utf-8')
            value = json.loads(text, parse_constant=refuse, object_pairs_hook=members)
            text = json.dumps(canonical(value), ensure_ascii=False)
            text.encode('utf-8')
            answer['isJSON'] = True
            answer['repeatsName'] = repeats
        except ValueError:
            print(json.dumps(answer))
            continue
        answer['isValid'] = schemas[line['index']].is_valid(value)
        answer['canonical'] = text
        print(json.dumps(answer))
    """#
}
