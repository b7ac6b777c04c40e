using Clearing.Messages.Sessions;

namespace Clearing.Client;

/// <summary>Something that happened to our payments or account.</summary>
/// <param name="Number">Of the participant's notices, from 1 for ever.</param>
/// <param name="Notice">What it is.</param>
public readonly record struct NumberedNotice(ulong Number, Notice Notice);
