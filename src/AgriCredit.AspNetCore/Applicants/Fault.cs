using System.Text.Json;

namespace AgriCredit.AspNetCore;

/// <summary>What is wrong with an applicant, as answers state it; never with a value.</summary>
/// <param name="Input">The input's name as it was given; null where the applicant as a whole is at fault.</param>
/// <param name="Reason">One of the words of <see cref="FaultReason"/>.</param>
/// <param name="Message">What was expected.</param>
internal sealed record Fault(string? Input, string Reason, string Message)
{
    /// <summary>The most faults of one applicant that an answer lists: otherwise few bytes could ask for very many.</summary>
    internal const int MostListed = 64;

    // No name of the model is longer; whoever sends one has not sent a name.
    private const int LongestName = 256;

    internal static Fault Of(ApplicantFault fault) => fault.Input.Length <= LongestName
        ? new Fault(fault.Input, FaultReason.Of(fault.Reason), fault.Message)
        : new Fault(fault.Input[..LongestName] + "…", FaultReason.Of(fault.Reason), "The name is longer than any input's.");

    /// <summary>Writes <c>"faults": [...]</c> into an object.</summary>
    internal static void Write(Utf8JsonWriter writer, IReadOnlyList<Fault> faults)
    {
        writer.WriteStartArray("faults"u8);
        foreach (Fault fault in faults.Take(MostListed))
        {
            writer.WriteStartObject();
            if (fault.Input is not null)
            {
                writer.WriteString("input"u8, fault.Input);
            }

            writer.WriteString("reason"u8, fault.Reason);
            writer.WriteString("message"u8, fault.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (faults.Count > MostListed)
        {
            writer.WriteNumber("faultsNotListed"u8, faults.Count - MostListed);
        }
    }
}
