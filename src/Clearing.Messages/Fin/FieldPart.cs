namespace Clearing.Messages.Fin;

/// <summary>What a field format is made of.</summary>
internal enum FieldPart : byte
{
    /// <summary>Octets of one class (n, a, c, h), so many.</summary>
    Class,

    /// <summary>Set x to the end of the line, so many.</summary>
    Text,

    /// <summary>Lines of set x to the end of the field.</summary>
    Lines,

    /// <summary>Set z to the end of the field.</summary>
    FreeText,

    /// <summary>One given octet.</summary>
    Literal,

    /// <summary>End of a line that is not the last.</summary>
    LineEnd,

    /// <summary>Parts that may lack: taken when what stands there can begin them.</summary>
    Optional,

    /// <summary>One of the code words of the format.</summary>
    Word,

    /// <summary>YYMMDD of the calendar.</summary>
    Date,

    /// <summary>HHMM.</summary>
    Time,

    /// <summary>Plus or minus.</summary>
    Sign,

    /// <summary>HHMM to 1359.</summary>
    Offset,

    /// <summary>Three letters of ISO 4217.</summary>
    Currency,

    /// <summary>Decimal with comma; its decimals are held against the currency before it.</summary>
    Amount,

    /// <summary>C or D.</summary>
    Mark,

    /// <summary>8 or 11 characters to the end of the line.</summary>
    Bic,

    /// <summary>16x with the rules on slashes.</summary>
    Reference,

    /// <summary>Account line of an institution: [/1!a][/34x].</summary>
    Party,

    /// <summary>Numbered lines of 50F and 59F.</summary>
    Numbered,

    /// <summary>Field 61.</summary>
    Entry,

    /// <summary>Field 72.</summary>
    Information,

    /// <summary>Unique end-to-end transaction reference.</summary>
    Uetr,

    /// <summary>Address of a logical terminal, 12 characters.</summary>
    Terminal,
}

/// <summary>One step of a compiled format.</summary>
/// <param name="Part">What to read.</param>
/// <param name="Least">Fewest octets.</param>
/// <param name="Most">Most octets or lines; for a group the step behind it.</param>
/// <param name="Detail">Class mask, literal, or width of lines.</param>
internal readonly record struct FieldStep(FieldPart Part, int Least = 0, int Most = 0, int Detail = 0);
