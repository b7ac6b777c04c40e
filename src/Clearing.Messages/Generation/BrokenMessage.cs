namespace Clearing.Messages.Generation;

/// <summary>A message broken on purpose.</summary>
/// <param name="How">What was done to it: a rule's code and edits, or cut, drop, double, swap, charset and the
/// place.</param>
/// <param name="Octets">The message.</param>
/// <param name="MustFail"> False where the change may leave a message that is still right: text cut short is text all
/// the same. </param>
/// <param name="Code">The code with which it must be refused; null = any that is declared.</param>
public sealed record BrokenMessage(string How, byte[] Octets, bool MustFail = true, string? Code = null);
