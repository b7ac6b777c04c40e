using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearing.Messages;
using Clearing.Messages.Identifiers;
using Clearing.Messages.Iso20022;

namespace Clearing.Cli.Output;

/// <summary>A message as a line of JSON (contract, message parse).</summary>
internal sealed class MessageLine : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public MessageLine() => _json = new Utf8JsonWriter(
        _buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The line of a message that was read; without errors it was accepted.</summary>
    public string Of(
        string file, int index, ReadOnlySpan<byte> message, in MessageFacts facts, MessageErrors errors)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("file", file);
        _json.WriteNumber("index", index);
        _json.WriteBoolean("valid", !errors.Any);
        _json.WriteString("format", MessageNames.Of(facts.Format));
        _json.WriteString("type", facts.Type.Length == 0 ? null : facts.Type);
        if (!errors.Any)
        {
            WriteFacts(message, facts);
        }

        if (errors.Any)
        {
            WriteErrors("errors", errors.All);
        }

        if (errors.Warnings.Count > 0)
        {
            WriteErrors("warnings", errors.Warnings);
        }

        _json.WriteEndObject();
        _json.Flush();
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    public void Dispose() => _json.Dispose();

    private void WriteFacts(ReadOnlySpan<byte> message, in MessageFacts facts)
    {
        WriteText("sender", facts.Format, facts.Sender.Of(message));
        WriteText("receiver", facts.Format, facts.Receiver.Of(message));
        WriteText("reference", facts.Format, facts.Reference.Of(message));
        WriteText("uetr", facts.Format, facts.Uetr.Of(message));
        _json.WriteString("value_date", DateOf(facts.ValueDate));
        ReadOnlySpan<byte> currency = facts.CurrencyOf(message);
        WriteText("currency", facts.Format, currency);
        _json.WriteString("amount", facts.HasAmount ? facts.Amount.ToText(DecimalsOf(currency)) : null);
        if (facts.IsPossibleDuplicate)
        {
            _json.WriteBoolean("possible_duplicate", true);
        }

        if (facts.IsEnvelopeOnly)
        {
            _json.WriteString("checked", "envelope");
        }
    }

    private void WriteErrors(string name, IReadOnlyList<MessageError> errors)
    {
        _json.WriteStartArray(name);
        foreach (MessageError error in errors)
        {
            _json.WriteStartObject();
            _json.WriteString("code", error.Code);
            _json.WriteString("layer", MessageNames.Of(error.Layer));
            _json.WriteString("where", error.Where);
            _json.WriteString("what", error.What);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteText(string name, MessageFormat format, ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            _json.WriteNull(name);
            return;
        }

        _json.WriteString(
            name, format == MessageFormat.Iso20022 ? IsoText.Decode(octets) : Encoding.UTF8.GetString(octets));
    }

    private static string? DateOf(int date) => date == 0
        ? null
        : string.Create(
            CultureInfo.InvariantCulture, $"{date / 10000:D4}-{date / 100 % 100:D2}-{date % 100:D2}");

    private static int DecimalsOf(ReadOnlySpan<byte> currency) =>
        Currencies.MinorDigits(currency) is >= 0 and < Currencies.MostDigits and int digits ? digits : 0;
}
