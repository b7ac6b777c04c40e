namespace Clearing.Messages.Instructions;

/// <summary>A part of a structured postal address.</summary>
/// <param name="Name">Element name of ISO 20022: StrtNm, BldgNb, PstCd ...</param>
/// <param name="Text">Its text.</param>
public sealed record AddressPart(string Name, string Text);
