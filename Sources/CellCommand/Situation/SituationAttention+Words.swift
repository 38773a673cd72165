import CellSchema

extension SituationAttention {
  /// What the bus says of it, in the language in force. What it says in another form than this version knows stays in
  /// English.
  var words: String {
    let text = DisplayText.pasteable(text.description)
    let voice = Voice.current
    for sentence in AttentionSentence.allCases where sentence != .asSaid {
      guard let parts = sentence.parts(of: text), let translation = Translation.of(voice.language) else { continue }
      let named = Wording(sentence.rawValue, parts.map { translation.text($0) ?? $0 })
      return translation.text(sentence.rawValue).map { named.filled($0, voice) } ?? text
    }
    return voice.foreign(text)
  }
}
