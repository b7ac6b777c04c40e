using Clearing.Messages.Fin;

namespace Clearing.Messages.Instructions.Explanations;

/// <summary>What a field of block 4 says.</summary>
internal static class FinMeaning
{
    public static string Of(FinField field)
    {
        string value = field.Value;
        return field.Tag switch
        {
            "32A" when value.Length > 9 => $"{Decode.Date(value[..6])}, {Decode.Amount(value[6..])}",
            "33B" or "71F" or "71G" => Decode.Amount(value),
            "34F" when value.Length > 4 && char.IsAsciiLetter(value[3]) =>
                $"{(value[3] == 'D' ? "debits" : "credits")} from {Decode.Amount(value.Remove(3, 1))}",
            "34F" => Decode.Amount(value),
            "60F" or "60M" or "62F" or "62M" or "64" or "65" => Balance(value),
            "90C" or "90D" => Sum(value),
            "61" => Entry(value),
            "13C" => Time(value),
            "13D" when value.Length == 15 =>
                $"{Decode.Date(value[..6])} {value[6..8]}:{value[8..10]} {Decode.Offset(value[10..])}",
            "23B" or "71A" => Words.Code(field.Tag, value),
            "23E" => Words.Code("23E", value[..Math.Min(4, value.Length)]),
            "28C" when value.Contains('/', StringComparison.Ordinal) =>
                $"statement {value[..value.IndexOf('/', StringComparison.Ordinal)]}, "
                + $"page {value[(value.IndexOf('/', StringComparison.Ordinal) + 1)..]}",
            "70" or "72" => Coded(field.Tag, value),
            "11S" or "11R" when FinText.Lines(value) is [var type, { Length: 6 } date, ..] =>
                $"MT {type} of {Decode.Date(date)}",
            "25P" when FinText.Lines(value) is [_, var owner] => Decode.Join(Decode.Bic(owner)),
            "25" => FinText.IsIban(value) ? Decode.Account(value) : "",
            _ when field.Tag.StartsWith('5') => Party(field),
            _ => "",
        };
    }

    private static string Balance(string value) =>
        value.Length > 10
            ? $"{(value[0] == 'D' ? "debit" : "credit")} of {Decode.Amount(value[7..])} on {Decode.Date(value[1..7])}"
            : "";

    private static string Sum(string value)
    {
        int digits = value.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits < value.Length ? $"{value[..digits]} worth {Decode.Amount(value[digits..])}" : "";
    }

    private static string Entry(string value)
    {
        // The currency of an entry is the one of its statement.
        if (FinEntries.Read(value, "", new Losses()) is not { } entry)
        {
            return "";
        }

        string side = entry.Amount.Mantissa < 0 ? "debit" : "credit";
        string amount = Decode.Amount("", entry.Amount with { Mantissa = Math.Abs(entry.Amount.Mantissa) }).Trim();
        string kind = Words.Code("61", entry.Code);
        return Decode.Join(
            $"{(entry.IsReversal ? "reversal: " : "")}{side} of {amount}, value {Decode.Date(entry.ValueDate)}",
            kind.Length > 0 ? kind : entry.Code,
            entry.OwnerReference == "NONREF" ? "no reference" : $"reference {entry.OwnerReference}",
            entry.ServicerReference is { } reference ? $"the bank's reference {reference}" : "");
    }

    private static string Time(string value)
    {
        string[] parts = value.Split('/');
        return parts.Length == 3 && parts[2].Length == 9
            ? $"{Words.Code("13C", parts[1])} {parts[2][..2]}:{parts[2][2..4]} {Decode.Offset(parts[2][4..])}"
            : "";
    }

    // Lines that begin with a code word between slashes.
    private static string Coded(string tag, string value)
    {
        List<string> meanings = [];
        foreach (string line in FinText.Lines(value))
        {
            string[] parts = line.Split('/');
            string word = parts.Length > 2 && parts[0].Length == 0 ? parts[1] : "";
            string known = Words.Code(tag, word);
            string reason = word.Length == 4 ? Words.Code("Rsn", word) : "";
            if (known.Length + reason.Length > 0)
            {
                meanings.Add(known.Length > 0 ? $"{word}: {known}" : $"{word}: {reason}");
            }
        }

        return Decode.Join(meanings);
    }

    private static string Party(FinField field)
    {
        string[] lines = FinText.Lines(field.Value);
        List<string> meanings = [];
        foreach (string line in lines)
        {
            if (ClearingSchemes.Read(line) is { } member)
            {
                meanings.Add($"{Words.Code("ClrSysId", member.Scheme)} {member.Id}".Trim());
            }
            else if (line == "//RT")
            {
                meanings.Add("pay through the RTGS system");
            }
            else if (line == "//FW")
            {
                meanings.Add("pay through Fedwire");
            }
            else if (FinParties.Mark(line) is { } mark)
            {
                meanings.Add($"{(mark == 'D' ? "debit" : "credit")} {Decode.Account(line[3..])}");
            }
            else if (line.StartsWith('/'))
            {
                meanings.Add(Decode.Account(line[1..]));
            }
            else if (field.Tag.EndsWith('A') && FinText.IsBic(line))
            {
                meanings.Add(Decode.Bic(line));
            }
        }

        if (field.Tag.EndsWith('F') && FinParties.ReadParty(field, new Losses()) is { } party)
        {
            meanings.Add(Decode.Join(
                party.Name ?? "", string.Join(", ", party.Address), $"{party.Town} {party.Country}".Trim()));
        }

        return Decode.Join(meanings);
    }
}
