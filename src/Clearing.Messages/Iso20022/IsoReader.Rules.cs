using System.Globalization;
using System.Text;
using Clearing.Messages.Identifiers;

namespace Clearing.Messages.Iso20022;

/// <content>What values mean, rules over the whole message, and where an error stands.</content>
public sealed partial class IsoReader
{
    /// <summary>Judges the value of a leaf and passes on what it says; returns the place behind it.</summary>
    private int Value(int index, ReadOnlySpan<byte> text, int characters, Slot raw, Slot currency, int after)
    {
        ref readonly Particle particle = ref _particles[index];
        LeafType type = _leaves[particle.Leaf];
        if (type.IsTrimmed && text.Length > 0 && (text[0] <= ' ' || text[^1] <= ' '))
        {
            text = text.Trim(" \t\r\n"u8);
            raw = Trimmed(raw);
        }

        if (!type.Allows(text, characters, ref _number))
        {
            ReportValue(particle, text, raw.Offset, type);
        }
        else if (particle.IsTelling)
        {
            Understand(particle, type, text, raw, currency);
        }

        return after;
    }

    private Slot Trimmed(Slot raw)
    {
        ReadOnlySpan<byte> text = _cursor.Text(raw);
        int start = text.IndexOfAnyExcept(" \t\r\n"u8);
        return start < 0 ? raw with { Length = 0 }
            : new Slot(raw.Offset + start, text.LastIndexOfAnyExcept(" \t\r\n"u8) - start + 1);
    }

    private void Understand(in Particle particle, LeafType type, ReadOnlySpan<byte> text, Slot raw, Slot currency)
    {
        if (particle.CurrencyLeaf >= 0 && !currency.IsEmpty)
        {
            CheckAmount(particle, type, currency);
        }
        else if (type.Kind == LeafKind.Currency)
        {
            CheckCurrency(particle, text, raw.Offset);
        }
        else if (type.Kind == LeafKind.Iban && Mod97.Append(Mod97.Append(0, text[4..]), text[..4]) != 1)
        {
            ReportIban(particle, text, raw.Offset);
        }

        switch (particle.Rule)
        {
            case LeafRule.MemberScheme:
                _isRoutingNumber = text.SequenceEqual("USABA"u8);
                break;
            case LeafRule.MemberId when _isRoutingNumber && !RoutingNumber.IsValid(text):
                Report("ABA", MessageLayer.Semantic, particle, raw.Offset,
                    $"{Encoding.UTF8.GetString(text)} is no routing number: nine digits with a check digit.");
                break;
            default:
                break;
        }

        if (particle.Role != FactRole.None)
        {
            _facts.Take(particle.Role, raw, text, _number, currency);
        }
    }

    private void CheckAmount(in Particle particle, LeafType type, Slot currency)
    {
        ReadOnlySpan<byte> code = _cursor.Text(currency);
        DecimalText none = default;
        if (!_leaves[particle.CurrencyLeaf].Allows(code, code.Length, ref none))
        {
            Report("XSD-VALUE", MessageLayer.Schema, particle, currency.Offset,
                $"Ccy is \"{Encoding.UTF8.GetString(code)}\"; wanted: {_leaves[particle.CurrencyLeaf].Wanted}.");
            return;
        }

        CheckCurrency(particle, code, currency.Offset);
        int digits = Currencies.MinorDigits(code);
        if (digits >= 0 && _number.DecimalsWritten > digits && type.FractionDigits <= Currencies.MostDigits)
        {
            Report("CCY-DIGITS", MessageLayer.Semantic, particle, currency.Offset, string.Create(
                CultureInfo.InvariantCulture,
                $"{_number.DecimalsWritten} decimals; {Encoding.ASCII.GetString(code)} has {digits}."));
        }
    }

    private void CheckCurrency(in Particle particle, ReadOnlySpan<byte> code, int at)
    {
        if (Currencies.IsCommodity(code))
        {
            Report("CCY-COMMODITY", MessageLayer.Semantic, particle, at,
                $"{Encoding.ASCII.GetString(code)} is a precious metal, no currency of a payment.");
        }
        else if (Currencies.MinorDigits(code) < 0)
        {
            Report("CCY-UNKNOWN", MessageLayer.Semantic, particle, at,
                $"{Encoding.ASCII.GetString(code)} is no currency code of ISO 4217.");
        }
    }

    /// <summary>What can be said only when the whole message is read.</summary>
    private void CheckWhole(MessageErrors errors)
    {
        if (_header is null && _document is null)
        {
            _findings.Add("NS-NONE", MessageLayer.Namespace, "message",
                "Neither AppHdr nor Document is found at the top or within three elements.");
            return;
        }

        if (_document is not null && _header is not null)
        {
            CheckHeader(_document);
        }

        if (_facts.HasTransferCount && _facts.Transfers != _facts.TransferCount
            && !(_facts.IsWholeGroup && _facts.Transfers == 0))
        {
            _findings.Add("NBOFTXS", MessageLayer.Semantic, "GrpHdr/NbOfTxs", string.Create(
                CultureInfo.InvariantCulture,
                $"The header counts {_facts.TransferCount} transfers, the message holds {_facts.Transfers}."));
        }

        foreach (MessageError remark in _remarks)
        {
            if (_facts.IsFedwire)
            {
                errors.Warn(remark.Code, remark.Layer, remark.Where, remark.What);
            }
            else
            {
                _findings.Add(remark.Code, remark.Layer, remark.Where, remark.What);
            }
        }
    }

    private void CheckHeader(MessageSchema document)
    {
        ReadOnlySpan<byte> definition = _cursor.Text(_facts.MessageDefinition);
        if (!_facts.MessageDefinition.IsEmpty && !System.Text.Ascii.Equals(definition, document.Id)
            && IsoText.Decode(definition) != document.Id)
        {
            _findings.Add("BAH-MSGDEF", MessageLayer.BusinessHeader, "AppHdr/MsgDefIdr",
                $"{IsoText.Decode(definition)} is not the document's {document.Id}.");
        }

        if (_facts.IsCbpr && !_facts.IsCopy)
        {
            CheckAgent("AppHdr/Fr", _facts.FromBic, "InstgAgt", _facts.InstructingBic);
            CheckAgent("AppHdr/To", _facts.ToBic, "InstdAgt", _facts.InstructedBic);
        }
    }

    private void CheckAgent(string where, Slot header, string agent, Slot bic)
    {
        if (header.IsEmpty || bic.IsEmpty || _cursor.Text(header).SequenceEqual(_cursor.Text(bic)))
        {
            return;
        }

        string one = IsoText.Decode(_cursor.Text(header));
        string other = IsoText.Decode(_cursor.Text(bic));
        if (one.PadRight(11, 'X') != other.PadRight(11, 'X'))
        {
            _findings.Add("CBPR-AGENT", MessageLayer.Semantic, where, $"{one} is not {agent} {other}.");
        }
    }

    private void Tell(ref MessageFacts facts)
    {
        facts.Type = _document?.Id ?? (_header is null ? "" : "head.001");
        facts.IsPossibleDuplicate = _facts.IsPossibleDuplicate;
        facts.Identity = _facts.BusinessMessage;
        facts.Sender = First(_facts.InstructingBic, _facts.InstructingMember, _facts.FromBic, _facts.FromMember);
        facts.Receiver = First(_facts.InstructedBic, _facts.InstructedMember, _facts.ToBic, _facts.ToMember);
        facts.Reference = _document is null ? _facts.BusinessMessage : _facts.Reference;
        facts.Uetr = _facts.Uetr;
        facts.ValueDate = _facts.ValueDate != 0 ? _facts.ValueDate : _facts.GroupValueDate;
        facts.Priority = _facts.Priority;
        facts.Transfers = _facts.Transfers;
        facts.IsAdvice = _facts.IsAdvice;
        facts.HasAmount = _facts.HasAmount;
        facts.Amount = _facts.Amount;
        facts.Currency = _facts.Currency;
    }

    private static Slot First(Slot one, Slot two, Slot three, Slot four) =>
        !one.IsEmpty ? one : !two.IsEmpty ? two : !three.IsEmpty ? three : four;

    private void ReportValue(in Particle particle, ReadOnlySpan<byte> text, int at, LeafType type)
    {
        string found = Encoding.UTF8.GetString(text.Length > 60 ? text[..60] : text);
        Report("XSD-VALUE", MessageLayer.Schema, particle, at, $"\"{found}\"; wanted: {type.Wanted}.");
    }

    private void ReportIban(in Particle particle, ReadOnlySpan<byte> text, int at)
    {
        if (_remarks.Count < MessageErrors.Most)
        {
            _remarks.Add(new MessageError("IBAN", MessageLayer.Semantic, Where(particle, at),
                $"{Encoding.UTF8.GetString(text)} has not the check digits of an IBAN."));
        }
    }

    private void ReportMissing(int at, int last)
    {
        if (!_findings.Wants(MessageLayer.Schema))
        {
            return;
        }

        List<string> wanted = [];
        ref readonly Particle here = ref _particles[last];
        for (int index = last + 1; index <= here.Last; index++)
        {
            if (_particles[index].Slot == here.RequiredAfter)
            {
                wanted.Add(_particles[index].Name);
            }
        }

        _findings.Add("XSD-MISSING", MessageLayer.Schema, $"{Path("")}, {Line(at)}",
            $"Ends without {string.Join(" or ", wanted)}.");
    }

    private void ReportUnexpected(in Frame frame, int index)
    {
        if (!_findings.Wants(MessageLayer.Schema))
        {
            return;
        }

        string name = Encoding.UTF8.GetString(_cursor.LocalName);
        string why = index == 0 ? "is unknown here, out of order, or of another namespace"
            : index == frame.At ? "stands there too often"
            : "comes before an element that must not be missing, or beside another choice";
        _findings.Add("XSD-ORDER", MessageLayer.Schema, $"{Path(name)}, {Line(_cursor.Name.Offset)}", $"{name} {why}.");
    }

    private void ReportText(int at)
    {
        _findings.Add("XSD-MIXED", MessageLayer.Schema, $"{Path("")}, {Line(at)}",
            "Text where elements are wanted, or elements where text is wanted.");
    }

    private void ReportAttribute(Slot name, string what)
    {
        string attribute = Encoding.UTF8.GetString(_cursor.Text(name));
        _findings.Add("XSD-ATTRIBUTE", MessageLayer.Schema, $"{Path("")}, {Line(name.Offset)}", $"{attribute} {what}.");
    }

    private void ReportNamespace(int at, MessageSchema? schema, bool isHeader)
    {
        string part = isHeader ? "AppHdr" : "Document";
        string uri = Encoding.UTF8.GetString(_cursor.Namespace);
        _findings.Add("NS", MessageLayer.Namespace, $"{part}, {Line(at)}",
            uri.Length == 0 ? $"{part} has no namespace."
            : schema is null || schema.IsHeader != isHeader ? $"{uri} is no known schema of {part}."
            : $"A message has one {part}.");
    }

    private void Report(string code, MessageLayer layer, in Particle particle, int at, string what)
    {
        if (_findings.Wants(layer))
        {
            _findings.Add(code, layer, Where(particle, at), what);
        }
    }

    private string Where(in Particle particle, int at) => $"{Path(particle.Name)}, {Line(at)}";

    /// <summary>The elements that are open within the header or document, then a name.</summary>
    private string Path(string name)
    {
        StringBuilder path = new();
        for (int depth = _schema is { IsHeader: true } ? _partDepth : _partDepth + 1; depth <= _depth; depth++)
        {
            ReadOnlySpan<byte> open = _cursor.Text(new Slot(_frames[depth].NameStart, _frames[depth].NameLength));
            string local = Encoding.UTF8.GetString(open[(open.IndexOf((byte)':') + 1)..]);
            path.Append(path.Length > 0 ? "/" : "").Append(local);
        }

        return name.Length == 0 ? path.Length == 0 ? "Document" : path.ToString()
            : path.Append(path.Length > 0 ? "/" : "").Append(name).ToString();
    }

    private string Line(int at)
    {
        int line = 1 + _cursor.Octets.AsSpan(0, Math.Min(at, _cursor.Length)).Count((byte)'\n');
        return string.Create(CultureInfo.InvariantCulture, $"line {line}");
    }
}
