package import CellSchema

/// How a command ends (sysexits(3)).
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case usage = 64
  case data = 65
  case unavailable = 69
  case software = 70
  case cannotCreate = 73
  case inputOutput = 74
  case tryAgain = 75
  case `protocol` = 76
  case notPermitted = 77
  case configuration = 78

  package init(_ code: ErrorCode) {
    switch code {
    case .cellMismatch, .badKey: self = .configuration
    case .revoked, .notAuthenticated, .socketForbidden: self = .notPermitted
    case .internalFault: self = .software
    case .recordDamaged, .recordForeign, .recordBehind, .recordReplaced, .proofInvalid: self = .data
    case .logForked: self = .protocol
    case .recordLocked: self = .tryAgain
    case .superseded, .readOnly, .unreachable, .nodeClosed: self = .unavailable
    case .badFilter, .filterTooLong, .usage, .tooManySubscriptions, .tooManyDurableNames: self = .usage
    case .unknownSubscription, .durableDiffers, .notOnRecord, .ambiguousReference, .undecodable, .setAside,
      .exampleText, .alreadyAcknowledged, .ownMessage:
      self = .data
    case .signerFailed: self = .unavailable
    case .inputUnreadable, .outputLost, .storeUnusable: self = .inputOutput
    case .outputUnwritable: self = .cannotCreate
    case .wrongSender, .wrongCell, .typeNotPermitted, .precedenceNotPermitted, .natureNotPermitted,
      .recipientNotPermitted, .notReleasable, .classificationExceeded, .addresseeNotReleasable, .authorityRequired,
      .signatureRequired, .unknownSigner, .wrongSigner, .certificateNotInForce, .reservedToBus, .notEntitled,
      .amendmentNotPermitted, .rootsRequired:
      self = .notPermitted
    case _ where code.isRetryable: self = .tryAgain
    default: self = Self(thousand: code.number / 1_000)
    }
  }

  private init(thousand: UInt16) {
    switch thousand {
    case 1, 6: self = .protocol
    case 2, 3: self = .data
    case 7: self = .configuration
    case 8: self = .inputOutput
    default: self = .software
    }
  }

  package var meaning: String {
    switch self {
    case .usage: spoken("the command was used wrongly")
    case .data: spoken("the data is wrong")
    case .unavailable: spoken("a service is not available")
    case .software: spoken("an internal fault")
    case .cannotCreate: spoken("a file cannot be created")
    case .inputOutput: spoken("a file cannot be read or written")
    case .tryAgain: spoken("try again later")
    case .protocol: spoken("the protocol was broken")
    case .notPermitted: spoken("not permitted")
    case .configuration: spoken("a file that a person edits is wrong")
    }
  }
}
