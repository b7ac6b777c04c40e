using System.Text.Json;
using System.Text.Json.Serialization;
using Clearing.Scenarios.Model;
using Clearing.Settlement.Model;

namespace Clearing.Grains.Wire;

/// <summary>A scenario between silos: its payments as blobs, the rest legible.</summary>
[GenerateSerializer, Immutable]
public struct ScenarioSurrogate
{
    [Id(0)]
    public byte[] Json { get; set; }

    [Id(1)]
    public PaymentTable Payments { get; set; }
}

/// <summary>Carries a scenario to a conductor on another silo.</summary>
[RegisterConverter]
public sealed class ScenarioConverter : IConverter<Scenario, ScenarioSurrogate>
{
    public Scenario ConvertFromSurrogate(in ScenarioSurrogate surrogate) =>
        JsonSerializer.Deserialize<Scenario>(surrogate.Json, Around(surrogate.Payments))!;

    public ScenarioSurrogate ConvertToSurrogate(in Scenario value) => new()
    {
        Json = JsonSerializer.SerializeToUtf8Bytes(value, Around(value.Payments)),
        Payments = value.Payments,
    };

    private static JsonSerializerOptions Around(PaymentTable payments) =>
        new() { Converters = { new PaymentsApart(payments) } };

    /// <summary>The table travels beside the text, which only marks its place.</summary>
    private sealed class PaymentsApart(PaymentTable payments) : JsonConverter<PaymentTable>
    {
        public override PaymentTable Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            payments;

        public override void Write(Utf8JsonWriter writer, PaymentTable value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Count);
    }
}
