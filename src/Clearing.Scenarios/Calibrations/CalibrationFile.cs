using System.Text.Json;
using System.Text.Json.Serialization;
using Clearing.Scenarios.Generators;

namespace Clearing.Scenarios.Calibrations;

/// <summary>A shipped set of generator values: JSON with comments that give sources and marks.</summary>
internal sealed record CalibrationFile
{
    /// <summary>The figures it follows, for people.</summary>
    public required string Title { get; init; }

    public required ParticipantGeneratorDocument Participants { get; init; }

    public required PaymentGeneratorDocument Payments { get; init; }

    /// <summary>Names of the shipped calibrations, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["beps", "chaps", "chips", "fedwire-ample", "fedwire-scarce", "hvps", "ibps", "target2"];

    /// <summary>The shipped intraday profiles by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<ProfileSegment>> Profiles => LoadedProfiles.Value;

    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<ProfileSegment>>> LoadedProfiles = new(() =>
        JsonSerializer.Deserialize(Text("profiles.json"), CalibrationJson.Default.ProfileMap)!);

    /// <summary>The calibration of that name, which must be one of <see cref="Names"/>.</summary>
    public static CalibrationFile Load(string name) =>
        JsonSerializer.Deserialize(Text(name + ".json"), CalibrationJson.Default.CalibrationFile)!;

    /// <summary>A shipped data file.</summary>
    internal static string Text(string file)
    {
        using Stream stream = typeof(CalibrationFile).Assembly.GetManifestResourceStream("Calibrations/" + file)
            ?? throw new ArgumentException($"no data file '{file}' is shipped", nameof(file));
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ShapeConverter), typeof(SizeConverter)])]
[JsonSerializable(typeof(CalibrationFile))]
[JsonSerializable(
    typeof(IReadOnlyDictionary<string, IReadOnlyList<ProfileSegment>>), TypeInfoPropertyName = "ProfileMap")]
internal sealed partial class CalibrationJson : JsonSerializerContext;

internal sealed class ShapeConverter() : JsonStringEnumConverter<NetworkShape>(JsonNamingPolicy.KebabCaseLower);

internal sealed class SizeConverter() : JsonStringEnumConverter<SizeRule>(JsonNamingPolicy.KebabCaseLower);
