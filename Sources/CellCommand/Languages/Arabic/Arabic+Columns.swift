extension Arabic {
  static let columns = #"""
    msgid ""
    msgstr "Language: ar\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Plural-Forms: nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);\n"
    """#
}
