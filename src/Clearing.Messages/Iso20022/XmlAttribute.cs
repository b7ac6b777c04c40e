namespace Clearing.Messages.Iso20022;

/// <summary>An attribute of a start tag.</summary>
/// <param name="Name">With its prefix.</param>
/// <param name="PrefixLength">Octets of the prefix with the colon; 0 = none.</param>
/// <param name="Value">Between the quotes, as written.</param>
/// <param name="Namespace">Where its prefix points to; empty = none.</param>
internal readonly record struct XmlAttribute(Slot Name, int PrefixLength, Slot Value, Slot Namespace);
