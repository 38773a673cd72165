import Foundation

/// What the system says of an error, in words.
package enum SystemWords {
  /// What the system says of a file that could not be read or written, in the words of `strerror(3)`. Foundation's own
  /// sentences name the file again, or a number of its own.
  package static func of(_ error: any Error) -> String {
    if let error = error as? POSIXError { return words(error.code) }
    var inner: NSError? = error as NSError
    while let error = inner {
      if error.domain == NSPOSIXErrorDomain, let code = POSIXErrorCode(rawValue: Int32(error.code)) {
        return words(code)
      }
      if let code = (error as? CocoaError)?.code, let known = posix(code) { return words(known) }
      inner = error.userInfo[NSUnderlyingErrorKey] as? NSError
    }
    return "the system gave no reason"
  }

  /// What the system says of an error number.
  package static func of(errno code: Int32) -> String { POSIXErrorCode(rawValue: code).map(words) ?? "error \(code)" }

  private static func words(_ code: POSIXErrorCode) -> String {
    // "The operation could not be completed. No such file or directory"
    let words = POSIXError(code).localizedDescription
    guard let end = words.firstRange(of: "completed. ")?.upperBound else { return words }
    return String(words[end...])
  }

  private static func posix(_ code: CocoaError.Code) -> POSIXErrorCode? {
    switch code {
    case .fileNoSuchFile, .fileReadNoSuchFile: .ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: .EACCES
    case .fileWriteFileExists: .EEXIST
    case .fileWriteOutOfSpace: .ENOSPC
    case .fileWriteVolumeReadOnly: .EROFS
    case .fileReadInvalidFileName, .fileWriteInvalidFileName: .EINVAL
    case .fileReadTooLarge: .EFBIG
    default: nil
    }
  }
}
