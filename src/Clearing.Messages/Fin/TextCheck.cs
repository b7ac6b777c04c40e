using System.Buffers;

namespace Clearing.Messages.Fin;

/// <summary>
/// The text of one user message under judgement: which field stands at which place of its table, and what is wrong.
/// Structure, formats and rules are three passes; each runs only when the one before found nothing.
/// </summary>
internal readonly ref partial struct TextCheck
{
    private static readonly SearchValues<byte> SetX = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ \r\n"u8);

    private static readonly SearchValues<byte> SetZ = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ \r\n=!\"%&*<>;{@#_"u8);

    private static readonly int FreeTextTag = Tags.Of(77, 'T');

    private readonly TextBlock _block;
    private readonly Span<int> _fieldAt;
    private readonly MessageErrors _errors;

    /// <summary>Checks <paramref name="block"/> of <paramref name="message"/> against a table.</summary>
    /// <param name="message">All octets.</param>
    /// <param name="block">Its block 4.</param>
    /// <param name="table">The sequence of its type.</param>
    /// <param name="fieldAt">Room for one index a place.</param>
    /// <param name="errors">Where to say what is wrong.</param>
    public TextCheck(
        ReadOnlySpan<byte> message, TextBlock block, MessageTable table, Span<int> fieldAt, MessageErrors errors)
    {
        Message = message;
        Table = table;
        _block = block;
        _fieldAt = fieldAt;
        _errors = errors;
    }

    public ReadOnlySpan<byte> Message { get; }

    public MessageTable Table { get; }

    public ReadOnlySpan<TextField> Fields => _block.Fields;

    /// <summary>The first character of set x that the octets lack; -1 = none.</summary>
    public static int FindOutsideX(ReadOnlySpan<byte> octets) => octets.IndexOfAnyExcept(SetX);

    /// <summary>First field at a place of sequence A by its digits; -1 = not there.</summary>
    public int Find(int number) => _fieldAt[Table.PlaceOfNumber(number)];

    /// <summary>First field at a place of sequence B by its digits; -1 = not there.</summary>
    public int FindInB(int number) => _fieldAt[Table.PlaceOfNumberInB(number)];

    /// <summary>First field of a tag with its option, where several places share the digits; -1 = not there.</summary>
    public int FindTag(int tag) => _fieldAt[Table.PlaceOfTag(tag)];

    public ReadOnlySpan<byte> Value(int field) => _block.Value(field).Of(Message);

    public ReadOnlySpan<byte> Line(int field, int index) => _block.Line(field, index).Of(Message);

    /// <summary>Option letter; '@' = none.</summary>
    public char Option(int field) => (char)('@' + (Fields[field].Tag & 31));

    /// <summary>True when the first line is an account or party identifier.</summary>
    public bool HasAccount(int field) => Line(field, 0).StartsWith((byte)'/');

    /// <summary>
    /// Puts every field to its place in the table.
    /// </summary>
    /// <returns>
    /// The first field that stands wrong, or before which one is missing; their number when one is missing at the end;
    /// -1 when all is in order. What stands before it can still be judged by its format.
    /// </returns>
    public int PlaceFields()
    {
        _fieldAt[..(Table.Places.Length + 1)].Fill(-1);
        Span<TextField> fields = _block.Fields;
        int stray = _block.LooseReturns > 0 ? 0 : _block.StrayField;
        int last = stray >= 0 ? stray : fields.Length;
        int current = -1;
        for (int index = 0; index < last; index++)
        {
            ref TextField field = ref fields[index];
            int place = PlaceOf(field.Tag, current);
            if (place < 0 || Table.MissingBetween(current, place) >= 0)
            {
                return index;
            }

            field.Place = place;
            if (place != current && place != MessageTable.Copy)
            {
                _fieldAt[place] = _fieldAt[place] < 0 ? index : _fieldAt[place];
            }

            current = place;
        }

        bool isWhole = current == MessageTable.Copy || Table.MissingBetween(current, Table.Places.Length) < 0;
        return stray >= 0 ? stray : isWhole ? -1 : fields.Length;
    }

    /// <summary>Says all that is wrong with the order of fields.</summary>
    public void ReportStructure()
    {
        if (_block.LooseReturns > 0)
        {
            Fail("T13", MessageLayer.Structure, "block 4", "a carriage return without line feed ends no line");
        }

        if (_block.StrayLine >= 0)
        {
            TextLine line = _block.Lines[_block.StrayLine];
            Fail("T13", MessageLayer.Structure, Where(_block.StrayLine, line.Start),
                "a line outside of a field: every field begins with :tag:");
        }

        int current = -1;
        for (int index = 0; index < Fields.Length; index++)
        {
            int place = PlaceOf(Fields[index].Tag, current);
            if (place < 0)
            {
                FailField(index, "T13", MessageLayer.Structure, 0, "not in this message, or not at this place");
                continue;
            }

            int missing = Table.MissingBetween(current, place);
            if (missing >= 0)
            {
                string code = Tags.Number(Fields[index].Tag) == 86 ? "C24" : "T13";
                FailField(index, code, MessageLayer.Structure, 0,
                    $"stands where {Table.NameOf(missing)} must come first");
            }

            current = place;
        }

        int last = current == MessageTable.Copy ? -1 : Table.MissingBetween(current, Table.Places.Length);
        if (last >= 0)
        {
            Fail("T13", MessageLayer.Structure, "block 4", $"the mandatory field {Table.NameOf(last)} is missing");
        }
    }

    /// <summary>Every value is of its field's format.</summary>
    /// <param name="count">So many fields from the first are looked at.</param>
    /// <param name="facts">Where date, currency and amount go.</param>
    /// <param name="hasLate">True when <see cref="ReportLate"/> has something to report.</param>
    public void CheckFormats(int count, ref MessageFacts facts, out bool hasLate)
    {
        hasLate = false;
        ReadOnlySpan<TextField> fields = Fields[..count];
        CheckCharacters(fields, 0);
        FieldCursor cursor = new(Message, _block.Lines);
        for (int index = 0; index < fields.Length; index++)
        {
            ref readonly TextField field = ref fields[index];
            FieldFormat? format = field.Place == MessageTable.Copy ? null : FieldFormats.Of(field.Tag);
            if (format is null)
            {
                continue;
            }

            if (cursor.Read(field, format))
            {
                hasLate |= cursor.LateCode.Length > 0;
                if ((Table.FactPlaces >> field.Place & 1) != 0)
                {
                    Collect(field, cursor, ref facts);
                }
            }
            else
            {
                FailFormat(index, cursor, format);
            }
        }
    }

    /// <summary>The one field of a text without a table that is looked at; a line of it, as others go unread.</summary>
    public bool CheckReference(int field)
    {
        CheckCharacters(Fields.Slice(field, 1), field);
        FieldFormat format = FieldFormats.Of(Fields[field].Tag)!;
        FieldCursor cursor = new(Message);
        if (!_errors.Any && !cursor.Read(_block.Line(field, 0), format))
        {
            FailFormat(field, cursor, format);
        }

        return !_errors.Any;
    }

    /// <summary>Reports contents that break a rule though their format is kept: decimals (C03), metals (C08).</summary>
    public void ReportLate()
    {
        FieldCursor cursor = new(Message, _block.Lines);
        for (int index = 0; index < Fields.Length; index++)
        {
            FieldFormat? format = Fields[index].Place == MessageTable.Copy ? null : FieldFormats.Of(Fields[index].Tag);
            if (format is not null && cursor.Read(Fields[index], format) && cursor.LateCode.Length > 0)
            {
                FailField(index, cursor.LateCode, MessageLayer.Semantic, cursor.LateAt, cursor.LateCode == "C03"
                    ? "more decimals than the currency has" : "a precious metal is no currency of a payment");
            }
        }
    }

    /// <summary>A broken rule between fields.</summary>
    public void Break(string code, int field, string what) =>
        FailField(field, code, MessageLayer.Semantic, 0, what);

    /// <summary>Says what is wrong with a field.</summary>
    /// <param name="field">Which one.</param>
    /// <param name="code">Stable code.</param>
    /// <param name="layer">Level of judging.</param>
    /// <param name="at">Octet; 0 = the field's first.</param>
    /// <param name="what">What was found or wanted.</param>
    public void FailField(int field, string code, MessageLayer layer, int at, string what)
    {
        TextField of = Fields[field];
        int line = of.Line;
        while (at > 0 && line + 1 < of.Line + of.LineCount && _block.Lines[line + 1].Start <= at)
        {
            line++;
        }

        string where = $":{Tags.Text(of.Tag)}: {Where(line, at == 0 ? _block.Lines[line].Start : at)}";
        Fail(code, layer, where, what);
    }

    /// <summary>Where a field may stand behind a place: in the table, or as a copied field; -1 = nowhere.</summary>
    private int PlaceOf(int tag, int current)
    {
        if (current == MessageTable.Copy)
        {
            return MessageTable.Copy;
        }

        int place = Table.PlaceFor(tag, current);
        bool isCopy = place < 0 && Table.HasCopy && Table.MissingBetween(current, Table.Places.Length) < 0;
        return isCopy ? MessageTable.Copy : place;
    }

    private static string Where(int line, int at) => $"line {line + 1}, octet {at}";

    private void Fail(string code, MessageLayer layer, string where, string what) =>
        _errors.Add(code, layer, where, what);

    private void FailFormat(int field, in FieldCursor cursor, FieldFormat format) => FailField(
        field, cursor.Code, MessageLayer.Format, cursor.At, $"wanted: {cursor.Wanted} ({format.Notation})");

    private void CheckCharacters(ReadOnlySpan<TextField> fields, int first)
    {
        ReadOnlySpan<byte> text = Message[_block.Start.._block.End];
        if (text.IndexOfAnyExcept(SetX) < 0)
        {
            return;
        }

        for (int index = 0; index < fields.Length; index++)
        {
            Slot value = _block.Value(first + index);
            SearchValues<byte> set = fields[index].Tag == FreeTextTag ? SetZ : SetX;
            int bad = value.Of(Message).IndexOfAnyExcept(set);
            if (bad >= 0)
            {
                FailField(first + index, "M60", MessageLayer.Format, value.Offset + bad,
                    $"octet {Message[value.Offset + bad]:X2} is not of the field's character set");
            }
        }
    }

    /// <summary>Date, currency and amount of a field that stands for the message; the first floor limit.</summary>
    private static void Collect(in TextField field, in FieldCursor cursor, ref MessageFacts facts)
    {
        int number = Tags.Number(field.Tag);
        if (number != 34)
        {
            facts.ValueDate = cursor.Date;
        }

        if (number == 13 || facts.HasAmount)
        {
            return;
        }

        bool isNegative = number == 62 && cursor.IsDebit;
        facts.Currency = cursor.Currency;
        facts.Amount = new DecimalAmount(isNegative ? -cursor.Mantissa : cursor.Mantissa, Math.Min(cursor.Scale, 5));
        facts.HasAmount = true;
    }
}
