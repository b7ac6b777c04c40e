using System.Buffers;
using Clearing.Messages;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Instructions;
using Clearing.Messages.Iso20022;

namespace Clearing.Fuzz;

/// <summary>
/// Conversions of what a reader accepts: into every format a message that its own reader accepts, or a declared
/// refusal, and nothing else.
/// </summary>
public sealed class ConvertTarget(string name, SeedFamily family, int mostBytes) : Target(name, family, mostBytes)
{
    private static readonly ConversionTarget[] Into =
    [
        new(MessageFormat.Mt), new(MessageFormat.Iso20022), new(MessageFormat.Iso20022, Usage: IsoUsage.Fedwire),
        new(MessageFormat.Iso20022, Usage: IsoUsage.Chips), new(MessageFormat.Fedwire),
    ];

    private readonly MessageReader _reader = new();
    private readonly MessageErrors _errors = new();
    private readonly ArrayBufferWriter<byte> _written = new();
    private MessageFacts _facts;

    public override long MemoryBound(int length) => 8_000_000 + (5_000L * length);

    public override Verdict Read(ReadOnlySpan<byte> input)
    {
        bool isAccepted = _reader.Read(FormatOf(Family), input, ref _facts, _errors);
        ulong signature = FactTexts.Signature(isAccepted, _facts, _errors);
        if (!isAccepted)
        {
            return new Verdict(false, signature);
        }

        foreach (ConversionTarget target in Into)
        {
            foreach (Converted converted in Convert(input, target))
            {
                signature = unchecked(signature * 31) + Judge(converted, target);
            }
        }

        return new Verdict(true, signature);
    }

    /// <summary>0 refused, 1 converted.</summary>
    private ulong Judge(Converted converted, ConversionTarget target)
    {
        if (!converted.Succeeded)
        {
            return converted.Errors.Any ? 0UL : throw new PropertyException("not converted and no word why");
        }

        if (converted.Errors.Any)
        {
            throw new PropertyException("converted in spite of errors: " + converted.Errors.All[0].Code);
        }

        _written.ResetWrittenCount();
        if (converted.Fin is not null)
        {
            FinWriter.Write(converted.Fin, _written);
        }
        else if (converted.Iso is not null)
        {
            IsoWriter.Write(converted.Iso, _written);
        }
        else
        {
            FedwireWriter.Write(converted.Fedwire!, _written);
        }

        MessageFacts facts = default;
        return _reader.Read(target.Format, _written.WrittenSpan, ref facts, _errors) ? 1UL
            : throw new PropertyException("converted into what its reader refuses: " + _errors.All[0].Code);
    }

    private IReadOnlyList<Converted> Convert(ReadOnlySpan<byte> input, ConversionTarget target) => Family switch
    {
        SeedFamily.Iso20022 => Conversion.Convert(IsoMessage.Parse(input)!, target),
        SeedFamily.Fedwire => [Conversion.Convert(FedwireMessage.Parse(input), target)],
        _ => [Conversion.Convert(FinMessage.Parse(input)!, target)],
    };

    private static MessageFormat FormatOf(SeedFamily family) => family switch
    {
        SeedFamily.Iso20022 => MessageFormat.Iso20022,
        SeedFamily.Fedwire => MessageFormat.Fedwire,
        _ => MessageFormat.Mt,
    };
}
