using Google.Protobuf;

namespace AgriCredit.Federation.Wire;

#pragma warning disable MA0048 // The other half of each class is generated; what they have in common is said once.

// A protocol-buffer message prints all of its fields, keys and shares among them. Those that hold a secret of a party, or a payload that may, print what they are and no
// content; printed as part of another message too.
internal sealed partial class Envelope : ICustomDiagnosticMessage
{
    public string ToDiagnosticString() => $"{(MessageKind)Kind} of round {Round}, {Payload.Length} bytes";
}

internal sealed partial class MaskedInput : ICustomDiagnosticMessage
{
    public string ToDiagnosticString() => $"{nameof(MaskedInput)}({Words.Length} bytes, {Shares.Count} boxes)";
}

internal sealed partial class Unmask : ICustomDiagnosticMessage
{
    public string ToDiagnosticString() => $"{nameof(Unmask)}({Shares.Count} shares and {Leaves.Count} keys, redacted)";
}

internal sealed partial class GroupKeyOffer : ICustomDiagnosticMessage
{
    public string ToDiagnosticString() => $"{nameof(GroupKeyOffer)}({Boxes.Count} boxes)";
}

internal sealed partial class PartyState : ICustomDiagnosticMessage
{
    public string ToDiagnosticString() => $"{nameof(PartyState)}(stage {(PartyStageKind)Stage}, redacted)";

    public static partial class Types
    {
        internal sealed partial class Peer : ICustomDiagnosticMessage
        {
            public string ToDiagnosticString() => $"{nameof(Peer)}({Party}, redacted)";
        }

        internal sealed partial class Round : ICustomDiagnosticMessage
        {
            public string ToDiagnosticString() => $"{nameof(Round)}({Shares.Count} shares, redacted)";
        }

        internal sealed partial class Share : ICustomDiagnosticMessage
        {
            public string ToDiagnosticString() => $"{nameof(Share)}({Party}, redacted)";
        }
    }
}
