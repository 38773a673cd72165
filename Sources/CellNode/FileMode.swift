import Foundation

/// Warns of a file with a secret key that others than its owner may read.
enum FileMode {
  static func warning(_ path: String) -> String? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0
    else { return nil }
    return "\(path) holds a secret key and others may read it (mode \(String(mode, radix: 8))): chmod 600"
  }
}
