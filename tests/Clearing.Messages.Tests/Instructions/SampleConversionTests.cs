using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Tests.Instructions;

/// <summary>Other people's messages through the instruction, into every format.</summary>
public class SampleConversionTests
{
    private static readonly ConversionTarget[] Targets =
    [
        new(MessageFormat.Mt),
        new(MessageFormat.Iso20022),
        new(MessageFormat.Iso20022, Usage: IsoUsage.Fedwire),
        new(MessageFormat.Iso20022, Usage: IsoUsage.Chips),
        new(MessageFormat.Fedwire),
    ];

    [Fact]
    public void Every_accepted_payment_and_report_comes_back_the_same_in_its_own_format()
    {
        List<string> wrong = [];
        int count = 0;
        foreach ((string name, MessageFormat format, byte[] octets) in Judge.AcceptedSamples())
        {
            ConversionTarget own = new(format, Usage: UsageOf(octets));
            foreach (Converted converted in Convert(format, octets, own))
            {
                if (converted.Instruction is null && converted.Report is null)
                {
                    continue;
                }

                count++;
                object source = (object?)converted.Instruction ?? converted.Report!;
                object? again = Reread(converted);
                Losses losses = new();
                if (again is null)
                {
                    wrong.Add($"{name}: {string.Join("; ", converted.Errors.All.Select(e => e.What))}");
                }
                else
                {
                    Facts.Compare(source, again, Conversion.NameOf(converted), losses);
                    wrong.AddRange(losses.All
                        .Where(loss => loss.Kind != LossKind.Added && !IsKnown(name, loss))
                        .Select(loss => $"{name}: {loss}"));
                    string errors = Judge.ErrorsOf(converted);
                    if (errors.Length > 0)
                    {
                        wrong.Add($"{name}: {errors}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count > 120, $"Only {count} samples were read.");
    }

    [Fact]
    public void Every_accepted_sample_converts_to_an_accepted_message_or_says_why_not()
    {
        List<string> wrong = [];
        int count = 0;
        foreach ((string name, MessageFormat format, byte[] octets) in Judge.AcceptedSamples())
        {
            foreach (ConversionTarget target in Targets)
            {
                foreach (Converted converted in Convert(format, octets, target))
                {
                    count += converted.Succeeded ? 1 : 0;
                    string errors = Judge.ErrorsOf(converted);
                    if (errors.Length > 0 || (!converted.Succeeded && !converted.Errors.Any))
                    {
                        wrong.Add($"{name} to {target.Format} {target.Usage}: {errors}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(count > 200, $"Only {count} conversions came to an end.");
    }

    // An MT that was delivered says when it was sent, one to be sent does not. A cover of Fedwire copies fields of MT
    // that in this sample are none. A line that begins with a hyphen ends a block 4, so it is not written.
    private static bool IsKnown(string name, Loss loss) =>
        (name.StartsWith("mt/", StringComparison.Ordinal) && loss.Where == "CreatedAt")
        || (name.StartsWith("fedwire/faim-CustomerTransferPlus.txt", StringComparison.Ordinal)
            && loss.Where.StartsWith("Underlying.", StringComparison.Ordinal))
        || loss.What == "-info";

    private static IsoUsage UsageOf(byte[] octets) =>
        octets.AsSpan().IndexOf("FDW"u8) >= 0 ? IsoUsage.Fedwire : IsoUsage.Cbpr;

    private static IReadOnlyList<Converted> Convert(MessageFormat format, byte[] octets, ConversionTarget target) =>
        format switch
        {
            MessageFormat.Mt => FinMessage.Parse(octets) is { } fin ? [Conversion.Convert(fin, target)] : [],
            MessageFormat.Iso20022 => IsoMessage.Parse(octets) is { } iso ? Conversion.Convert(iso, target) : [],
            _ => [Conversion.Convert(FedwireMessage.Parse(octets), target)],
        };

    private static object? Reread(Converted converted)
    {
        Losses losses = new();
        MessageErrors errors = new();
        return converted switch
        {
            { Fin: { } fin, Report: not null } => ReportReader.Read(fin, losses, errors),
            { Iso: { } iso, Report: not null } => ReportReader.Read(iso, 0, losses, errors),
            { Fin: { } fin } => InstructionReader.Read(fin, losses, errors),
            { Iso: { } iso } => InstructionReader.Read(iso, 0, losses, errors),
            { Fedwire: { } fedwire } => InstructionReader.Read(fedwire, losses, errors),
            _ => null,
        };
    }
}
