namespace Clearing.Messages.Instructions;

/// <summary>A charge taken on the way: :71F: (sender's), :71G: (receiver's), ChrgsInf.</summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Amount">Not negative.</param>
/// <param name="Agent">Who took it, where the message says so.</param>
public sealed record Charge(string Currency, DecimalAmount Amount, Agent? Agent = null);
