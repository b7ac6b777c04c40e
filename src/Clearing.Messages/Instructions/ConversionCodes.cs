namespace Clearing.Messages.Instructions;

/// <summary>Why a message cannot be read into an instruction, or the instruction not written in a format.</summary>
public static class ConversionCodes
{
    /// <summary>A type that is no payment and no account report, or has no twin in the target.</summary>
    public const string Type = "CV-TYPE";

    /// <summary>A fact without which there is no payment is missing or cannot be read.</summary>
    public const string Missing = "CV-MISSING";

    /// <summary>The target has no way to address an institution.</summary>
    public const string Address = "CV-ADDRESS";

    /// <summary>The target does not settle this currency.</summary>
    public const string Currency = "CV-CURRENCY";

    /// <summary>The amount does not fit the target's field.</summary>
    public const string Amount = "CV-AMOUNT";

    /// <summary>The target's own reader refuses what the conversion could write.</summary>
    public const string Refused = "CV-REFUSED";
}
