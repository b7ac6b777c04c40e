using System.Buffers;
using System.Globalization;
using Clearing.Messages.Fedwire;
using Clearing.Messages.Fin;
using Clearing.Messages.Iso20022;

namespace Clearing.Messages.Instructions;

/// <summary>
/// Reads what a conversion wrote as its receiver would: a message that its own reader refuses is no result but an
/// error of the conversion. Used again for the next result, by one thread.
/// </summary>
internal sealed class ResultReader
{
    private readonly MessageReader _reader = new();
    private readonly MessageErrors _refusals = new();
    private readonly ArrayBufferWriter<byte> _octets = new();

    /// <summary>The same when written without an error and accepted; otherwise errors and no message.</summary>
    public Converted Judge(Converted result)
    {
        if (!result.Errors.Any && result.Succeeded && TryWrite(result))
        {
            MessageFacts facts = default;
            MessageFormat format = result.Fin is not null ? MessageFormat.Mt
                : result.Iso is not null ? MessageFormat.Iso20022 : MessageFormat.Fedwire;
            _reader.Read(format, _octets.WrittenSpan, ref facts, _refusals);
            foreach (MessageError refusal in _refusals.All)
            {
                result.Errors.Add(
                    ConversionCodes.Refused, refusal.Layer, refusal.Where,
                    $"The {Conversion.NameOf(result)} would be refused, {refusal.Code}: {refusal.What}");
            }
        }

        return result.Errors.Any ? result with { Fin = null, Iso = null, Fedwire = null } : result;
    }

    private bool TryWrite(Converted result)
    {
        _octets.ResetWrittenCount();
        switch (result)
        {
            case { Fin: { } fin }:
                FinWriter.Write(fin, _octets);
                return true;
            case { Fedwire: { } fedwire }:
                FedwireWriter.Write(fedwire, _octets);
                return true;
            case { Iso: { } iso } when IsoWriter.FindOutsideXml(iso) is >= 0 and int character:
                result.Errors.Add(
                    ConversionCodes.Refused, MessageLayer.Format, iso.DocumentId ?? "AppHdr",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The message says U+{character:X4}, a character that XML does not have: take it out."));
                return false;
            case { Iso: { } iso }:
                IsoWriter.Write(iso, _octets);
                return true;
            default:
                return false;
        }
    }
}
