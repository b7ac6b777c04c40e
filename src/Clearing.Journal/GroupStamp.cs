namespace Clearing.Journal;

/// <summary>What every group of a writer says of those who decided its results.</summary>
/// <param name="EngineVersion">Version of the engine: a replay by another version may differ.</param>
/// <param name="World">SHA-256 of the canonical text of the world: systems, participants, rulebooks.</param>
public readonly record struct GroupStamp(uint EngineVersion, Hash256 World);
