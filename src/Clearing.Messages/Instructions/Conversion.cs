using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>What a message is to become.</summary>
/// <param name="Format">The family.</param>
/// <param name="Type">205, pacs.008.001.10, 950 ... where the family does not say it; null = the usual one.</param>
/// <param name="Usage">By whose rules an ISO 20022 message is written.</param>
public sealed record ConversionTarget(MessageFormat Format, string? Type = null, IsoUsage Usage = IsoUsage.Cbpr)
{
    /// <summary>
    /// Routing numbers (Fedwire) or participant numbers (CHIPS) by BIC of eight, for institutions of which the source
    /// says the BIC only, and the other way round.
    /// </summary>
    public IReadOnlyDictionary<string, string> Members { get; init; } = new Dictionary<string, string>();

    /// <summary>Sequence number of an IMAD that has to be made up, 1 to 999,999.</summary>
    public int ImadSequence { get; init; } = 1;
}

/// <summary>A converted message: exactly one of the three, accepted by its own reader; or errors.</summary>
public sealed record Converted
{
    public FinMessage? Fin { get; init; }

    public IsoMessage? Iso { get; init; }

    public FedwireMessage? Fedwire { get; init; }

    /// <summary>What the source says; null when it could not be read.</summary>
    public PaymentInstruction? Instruction { get; init; }

    /// <summary>What the source says, of an account report.</summary>
    public AccountReport? Report { get; init; }

    /// <summary>What was lost, changed or made up, from the source to the result.</summary>
    public required Losses Losses { get; init; }

    /// <summary>Why there is no result.</summary>
    public required MessageErrors Errors { get; init; }

    /// <summary>True when there is a result, and then there are no errors.</summary>
    public bool Succeeded => Fin is not null || Iso is not null || Fedwire is not null;
}

/// <summary>
/// From one format to another: reads the source into the instruction, writes it in the target, reads the result again
/// and compares. So nothing is dropped in silence: what the first reading has no place for and what the second does not
/// find again is in the losses. A result that its own reader would refuse is an error instead.
/// </summary>
public static class Conversion
{
    /// <summary>Converts an MT message.</summary>
    public static Converted Convert(FinMessage message, ConversionTarget target)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(target);
        Losses losses = new();
        MessageErrors errors = new();
        return new ResultReader().Judge(ReportReader.IsReport(FinEnvelope.TypeOf(message))
            ? Write(ReportReader.Read(message, losses, errors), target, losses, errors)
            : Write(InstructionReader.Read(message, losses, errors), target, losses, errors));
    }

    /// <summary>Converts an ISO 20022 message; one result for each of its payments or reports.</summary>
    public static IReadOnlyList<Converted> Convert(IsoMessage message, ConversionTarget target)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(target);
        bool isReport = ReportReader.IsReport(message.DocumentId ?? "");
        int count = Math.Max(1, isReport ? ReportReader.Count(message) : InstructionReader.Count(message));
        List<Converted> results = new(count);
        ResultReader reader = new();
        for (int i = 0; i < count; i++)
        {
            Losses losses = new();
            MessageErrors errors = new();
            ConversionTarget next = target with { ImadSequence = target.ImadSequence + i };
            results.Add(reader.Judge(isReport
                ? Write(ReportReader.Read(message, i, losses, errors), next, losses, errors)
                : Write(InstructionReader.Read(message, i, losses, errors), next, losses, errors)));
        }

        return results;
    }

    /// <summary>Converts a Fedwire message of tags.</summary>
    public static Converted Convert(FedwireMessage message, ConversionTarget target)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(target);
        Losses losses = new();
        MessageErrors errors = new();
        return new ResultReader().Judge(
            Write(InstructionReader.Read(message, losses, errors), target, losses, errors));
    }

    private static Converted Write(
        PaymentInstruction? instruction, ConversionTarget target, Losses losses, MessageErrors errors)
    {
        Converted result = new() { Instruction = instruction, Losses = losses, Errors = errors };
        if (instruction is null)
        {
            return result;
        }

        PaymentInstruction given = Addressing.Complete(instruction, target);
        PaymentInstruction? again = null;
        Losses ignored = new();
        switch (target.Format)
        {
            case MessageFormat.Mt when InstructionWriter.ToFin(given, errors, target.Type) is { } fin:
                result = result with { Fin = fin };
                again = InstructionReader.Read(fin, ignored, errors);
                break;
            case MessageFormat.Iso20022
                when InstructionWriter.ToIso(given, errors, target.Usage, target.Type) is { } iso:
                result = result with { Iso = iso };
                again = InstructionReader.Read(iso, 0, ignored, errors);
                break;
            case MessageFormat.Fedwire when InstructionWriter.ToFedwire(given, errors) is { } fedwire:
                result = result with { Fedwire = fedwire };
                again = InstructionReader.Read(fedwire, ignored, errors);
                break;
            default:
                break;
        }

        if (again is not null)
        {
            Facts.Compare(instruction, again, NameOf(result), losses);
        }

        return result;
    }

    private static Converted Write(AccountReport? report, ConversionTarget target, Losses losses, MessageErrors errors)
    {
        Converted result = new() { Report = report, Losses = losses, Errors = errors };
        AccountReport? again = null;
        Losses ignored = new();
        switch (target.Format)
        {
            case MessageFormat.Mt
                when report is not null && ReportWriter.ToFin(report, errors, target.Type) is { } fin:
                result = result with { Fin = fin };
                again = ReportReader.Read(fin, ignored, errors);
                break;
            case MessageFormat.Iso20022
                when report is not null && ReportWriter.ToIso(report, errors, target.Usage, target.Type) is { } iso:
                result = result with { Iso = iso };
                again = ReportReader.Read(iso, 0, ignored, errors);
                break;
            case MessageFormat.Fedwire when report is not null:
                errors.Add(
                    ConversionCodes.Type, MessageLayer.Semantic, "{3600}", "Fedwire tags carry no account reports.");
                break;
            default:
                break;
        }

        if (again is not null)
        {
            Facts.Compare(report!, again, NameOf(result), losses);
        }

        return result;
    }

    /// <summary>Name of a result as people say it: MT 103, pacs.008.001.08, Fedwire CTR.</summary>
    public static string NameOf(Converted result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result switch
        {
            { Fin: { } fin } => $"MT {FinEnvelope.TypeOf(fin)}",
            { Iso: { } iso } => iso.DocumentId ?? "ISO 20022",
            { Fedwire: { } fedwire } => $"Fedwire {fedwire.Find("3600")?.Elements[0]}",
            _ => "nothing",
        };
    }
}
