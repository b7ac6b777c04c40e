using System.Globalization;

namespace Clearing.Benchmarks.Messages;

/// <summary>The checks of a payment that one writes by hand around an XmlReader: far fewer than the schema's.</summary>
internal sealed class HandChecks
{
    private static readonly HashSet<string> Currencies = ["USD", "EUR", "GBP", "JPY", "CHF"];

    private readonly Stack<string> _path = new();
    private string? _currency;
    private string? _messageId;
    private string? _definition;
    private decimal _amount;
    private DateOnly _date;
    private int _faults;

    public void Open(string name, string? currency)
    {
        _path.Push(name);
        _currency = currency;
    }

    public void Close() => _path.Pop();

    public void Text(string value)
    {
        switch (_path.Peek())
        {
            case "MsgId":
                _messageId = value;
                Check(value.Length <= 35);
                break;
            case "MsgDefIdr":
                _definition = value;
                break;
            case "UETR":
                Check(Guid.TryParseExact(value, "D", out _) && value[14] == '4');
                break;
            case "BICFI":
                Check(value.Length is 8 or 11 && value.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)));
                break;
            case "IBAN":
                Check(IsIban(value));
                break;
            case "IntrBkSttlmAmt":
                Check(decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _amount)
                    && _amount > 0 && _amount.Scale <= 2 && Currencies.Contains(_currency ?? ""));
                break;
            case "IntrBkSttlmDt":
                Check(DateOnly.TryParseExact(
                    value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _date));
                break;
            case "ChrgBr":
                Check(value is "DEBT" or "CRED" or "SHAR" or "SLEV");
                break;
            default:
                Check(value.Length <= 140);
                break;
        }
    }

    public long Result() =>
        _faults == 0 && _messageId is not null && _definition is not null ? (long)_amount + _date.Day : -1;

    private static bool IsIban(string iban)
    {
        int rest = 0;
        foreach (char c in iban.AsSpan(4).ToString() + iban[..4])
        {
            int value = char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest == 1;
    }

    private void Check(bool holds) => _faults += holds ? 0 : 1;
}
