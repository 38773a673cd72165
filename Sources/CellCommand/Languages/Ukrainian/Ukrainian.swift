/// The Ukrainian texts, as gettext's PO text; an unofficial translation.
enum Ukrainian {
  static let files = [
    columns, columns2, screens, screens2, words, refusals, errors, errors2, help, help2, help3, counts, gists, typed,
    record, desk, proof, signing, schema, schema2, schema3, schema4, schema5, schema6, bus, checking, founding, rules,
    bench, nodes, service,
  ]
}
