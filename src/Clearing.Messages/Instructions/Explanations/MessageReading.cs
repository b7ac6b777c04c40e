using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions.Explanations;

/// <summary>A line of a reading: one field, element or tag.</summary>
/// <param name="Field">As it stands in the message: :32A:, IntrBkSttlmAmt, {2000}.</param>
/// <param name="Name">What it is, in words.</param>
/// <param name="Value">Its text; lines parted by LF.</param>
/// <param name="Meaning">What the value says, in words; empty where it speaks for itself.</param>
/// <param name="Path">Where a reader of errors finds it: the field, or the path of the element.</param>
public sealed record ReadingLine(string Field, string Name, string Value, string Meaning, string Path)
{
    /// <summary>What is wrong at this place.</summary>
    public IReadOnlyList<MessageError> Errors { get; init; } = [];
}

/// <summary>Somebody in the chain of a payment.</summary>
/// <param name="Role">Debtor, sender, intermediary ...</param>
/// <param name="Who">As the message names it.</param>
public sealed record ChainLink(string Role, string Who);

/// <summary>A message read field by field, as for a class room.</summary>
public sealed record MessageReading
{
    public required MessageFormat Format { get; init; }

    /// <summary>MT 103, pacs.008.001.08, Fedwire CTR.</summary>
    public required string Type { get; init; }

    /// <summary>What such a message is for.</summary>
    public required string Title { get; init; }

    public required IReadOnlyList<ReadingLine> Lines { get; init; }

    /// <summary>From the one who pays to the one who is paid; empty of a message that is no payment.</summary>
    public IReadOnlyList<ChainLink> Chain { get; init; } = [];

    /// <summary>Who books what, and what comes next.</summary>
    public IReadOnlyList<string> Next { get; init; } = [];

    /// <summary>Errors that stand at no line.</summary>
    public IReadOnlyList<MessageError> Errors { get; init; } = [];

    /// <summary>Reads a message whatever it is worth; one that cannot be taken apart has errors only.</summary>
    public static MessageReading Of(
        MessageFormat format, ReadOnlySpan<byte> message, IReadOnlyList<MessageError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return format switch
        {
            MessageFormat.Mt when FinMessage.Parse(message) is { } fin => WithErrors(FinReading.Of(fin), errors),
            MessageFormat.Iso20022 when IsoMessage.Parse(message) is { } iso => WithErrors(IsoReading.Of(iso), errors),
            MessageFormat.Fedwire when Parse(message) is { } fedwire => WithErrors(FedwireReading.Of(fedwire), errors),
            _ => new MessageReading
            {
                Format = format,
                Type = "?",
                Title = "a text that cannot be taken apart",
                Lines = [],
                Errors = errors,
            },
        };
    }

    private static FedwireMessage? Parse(ReadOnlySpan<byte> message)
    {
        try
        {
            return FedwireMessage.Parse(message);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // An error stands at the line whose field or path it names first.
    private static MessageReading WithErrors(MessageReading reading, IReadOnlyList<MessageError> errors)
    {
        List<MessageError> left = [.. errors];
        List<ReadingLine> lines = [];
        foreach (ReadingLine line in reading.Lines)
        {
            List<MessageError> own = [.. left.Where(error => IsAt(error.Where, line.Path))];
            left.RemoveAll(own.Contains);
            lines.Add(own.Count == 0 ? line : line with { Errors = own });
        }

        return reading with { Lines = lines, Errors = left };
    }

    private static bool IsAt(string where, string path) =>
        path.Length > 0 && where.StartsWith(path, StringComparison.Ordinal)
        && (where.Length == path.Length || where[path.Length] is ' ' or ',' or ':' or '@');
}
