using System.Text;

namespace Clearing.Messages.Fin;

/// <summary>
/// A field format of the FIN language, compiled once. Notation: <c>6!n 5n 4!c 35x 4*35x 15d</c> as in the manuals,
/// <c>/</c> and <c>:</c> stand for themselves, <c>|</c> is the end of a line, <c>[ ]</c> may lack, <c>{date}</c> and
/// the like name what has a meaning, <c>(T36 CRED SPRI)</c> are code words with the error code of any other.
/// </summary>
internal sealed class FieldFormat
{
    private readonly List<FieldStep> _compiling = [];

    private FieldFormat(string notation)
    {
        Notation = notation;
        int at = 0;
        Compile(ref at);
        Steps = [.. _compiling];
        HasText = Steps.Any(step => step.Part is FieldPart.Text or FieldPart.Lines or FieldPart.Reference);
        AllowsNothing = Steps.Length == 0 || (Steps[0].Part == FieldPart.Optional && Steps[0].Most == Steps.Length);
    }

    public string Notation { get; }

    public FieldStep[] Steps { get; }

    /// <summary>True when a part of it is limited by its character set only.</summary>
    public bool HasText { get; }

    /// <summary>True when an empty value is of the format.</summary>
    public bool AllowsNothing { get; }

    /// <summary>Code words of three or four letters, packed.</summary>
    public uint[] Words { get; private set; } = [];

    /// <summary>Error code of a word that is none of them.</summary>
    public string WordError { get; private set; } = "";

    public static FieldFormat Of(string notation) => new(notation);

    /// <summary>Up to four octets as one number.</summary>
    public static uint Pack(ReadOnlySpan<byte> word)
    {
        uint packed = 0;
        foreach (byte octet in word)
        {
            packed = packed << 8 | octet;
        }

        return packed;
    }

    private void Compile(ref int at)
    {
        while (at < Notation.Length && Notation[at] != ']')
        {
            switch (Notation[at])
            {
                case '[':
                    int group = _compiling.Count;
                    _compiling.Add(default);
                    at++;
                    Compile(ref at);
                    at++;
                    _compiling[group] = new FieldStep(FieldPart.Optional, Most: _compiling.Count);
                    break;
                case '|':
                    at++;
                    _compiling.Add(new FieldStep(FieldPart.LineEnd));
                    break;
                case '{':
                    int close = Notation.IndexOf('}', at);
                    _compiling.Add(Named(Notation[(at + 1)..close]));
                    at = close + 1;
                    break;
                case '(':
                    int end = Notation.IndexOf(')', at);
                    SetWords(Notation[(at + 1)..end].Split(' '));
                    at = end + 1;
                    break;
                case >= '0' and <= '9':
                    _compiling.Add(Measured(ref at));
                    break;
                default:
                    _compiling.Add(new FieldStep(FieldPart.Literal, Detail: Notation[at]));
                    at++;
                    break;
            }
        }
    }

    private void SetWords(string[] parts)
    {
        WordError = parts[0];
        Words = [.. parts.Skip(1).Select(word => Pack(Encoding.ASCII.GetBytes(word)))];
        _compiling.Add(new FieldStep(FieldPart.Word, Most: parts[1].Length));
    }

    private FieldStep Measured(ref int at)
    {
        int count = Number(ref at);
        if (Notation[at] == '*')
        {
            at++;
            int width = Number(ref at);
            at++;
            return new FieldStep(FieldPart.Lines, 1, count, width);
        }

        bool isFixed = Notation[at] == '!';
        at += isFixed ? 1 : 0;
        int least = isFixed ? count : 1;
        return Notation[at++] switch
        {
            'n' => new FieldStep(FieldPart.Class, least, count, OctetClasses.Digit),
            'a' => new FieldStep(FieldPart.Class, least, count, OctetClasses.Letter),
            'c' => new FieldStep(FieldPart.Class, least, count, OctetClasses.Digit | OctetClasses.Letter),
            'h' => new FieldStep(FieldPart.Class, least, count, OctetClasses.Hex),
            'x' => new FieldStep(FieldPart.Text, least, count),
            'z' => new FieldStep(FieldPart.FreeText, least, count),
            'd' => new FieldStep(FieldPart.Amount, least, count),
            _ => throw new FormatException($"No field format: {Notation}"),
        };
    }

    private int Number(ref int at)
    {
        int value = 0;
        for (; char.IsAsciiDigit(Notation[at]); at++)
        {
            value = value * 10 + Notation[at] - '0';
        }

        return value;
    }

    private FieldStep Named(string name) => name switch
    {
        "date" => new FieldStep(FieldPart.Date),
        "time" => new FieldStep(FieldPart.Time),
        "sign" => new FieldStep(FieldPart.Sign),
        "offset" => new FieldStep(FieldPart.Offset),
        "currency" => new FieldStep(FieldPart.Currency),
        "mark" => new FieldStep(FieldPart.Mark),
        "bic" => new FieldStep(FieldPart.Bic),
        "reference" => new FieldStep(FieldPart.Reference),
        "party" => new FieldStep(FieldPart.Party),
        "ordering" => new FieldStep(FieldPart.Numbered, Detail: 1),
        "beneficiary" => new FieldStep(FieldPart.Numbered),
        "entry" => new FieldStep(FieldPart.Entry),
        "information" => new FieldStep(FieldPart.Information, 1, 6, 35),
        "uetr" => new FieldStep(FieldPart.Uetr),
        "terminal" => new FieldStep(FieldPart.Terminal),
        _ => throw new FormatException($"No field format: {Notation}"),
    };
}
