using System.Text.Json;
using Clearing.Grains.Banks;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Wire;

/// <summary>A definition between silos: small, sent once a run, so legible rather than fast.</summary>
[GenerateSerializer, Immutable]
public struct DefinitionSurrogate
{
    [Id(0)]
    public byte[] Json { get; set; }

    internal static DefinitionSurrogate From<T>(T value) => new() { Json = JsonSerializer.SerializeToUtf8Bytes(value) };

    internal readonly T To<T>() => JsonSerializer.Deserialize<T>(Json)
        ?? throw new InvalidOperationException($"A message between silos holds no {typeof(T).Name}.");
}

/// <summary>Carries a system's definition between silos.</summary>
[RegisterConverter]
public sealed class SystemDefinitionConverter : IConverter<SystemDefinition, DefinitionSurrogate>
{
    public SystemDefinition ConvertFromSurrogate(in DefinitionSurrogate surrogate) => surrogate.To<SystemDefinition>();

    public DefinitionSurrogate ConvertToSurrogate(in SystemDefinition value) => DefinitionSurrogate.From(value);
}

/// <summary>Carries an arrangement's definition between silos.</summary>
[RegisterConverter]
public sealed class ArrangementDefinitionConverter : IConverter<ArrangementDefinition, DefinitionSurrogate>
{
    public ArrangementDefinition ConvertFromSurrogate(in DefinitionSurrogate surrogate) =>
        surrogate.To<ArrangementDefinition>();

    public DefinitionSurrogate ConvertToSurrogate(in ArrangementDefinition value) => DefinitionSurrogate.From(value);
}

/// <summary>Carries the definition of a network between silos.</summary>
[RegisterConverter]
public sealed class NetworkDefinitionConverter : IConverter<NetworkDefinition, DefinitionSurrogate>
{
    public NetworkDefinition ConvertFromSurrogate(in DefinitionSurrogate surrogate) =>
        surrogate.To<NetworkDefinition>();

    public DefinitionSurrogate ConvertToSurrogate(in NetworkDefinition value) => DefinitionSurrogate.From(value);
}

/// <summary>Carries a bank's policy between silos.</summary>
[RegisterConverter]
public sealed class SendPolicyConverter : IConverter<SendPolicy, DefinitionSurrogate>
{
    public SendPolicy ConvertFromSurrogate(in DefinitionSurrogate surrogate) => surrogate.To<SendPolicy>();

    public DefinitionSurrogate ConvertToSurrogate(in SendPolicy value) => DefinitionSurrogate.From(value);
}
