namespace Clearing.Messages;

/// <summary>Why a message must not be accepted, or a warning about one that may be.</summary>
/// <param name="Code">Stable code: SWIFT's where it has one (T27, D75), otherwise a word such as XSD-ORDER.</param>
/// <param name="Layer">The level that found it.</param>
/// <param name="Where">The place: a field, block, tag or element path, with line or octet where that helps.</param>
/// <param name="What">What was found and what is wanted.</param>
public sealed record MessageError(string Code, MessageLayer Layer, string Where, string What);
