using System.Text.Json;

namespace Clearing.Scenarios.Binding;

/// <summary>C# names as files write them: <c>TimeZone</c> is <c>time-zone</c>.</summary>
internal static class Kebab
{
    public static string Of(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>The words of an enum with its values, in order of declaration.</summary>
    public static IReadOnlyList<KeyValuePair<string, object>> WordsOf(Type type) =>
        [.. Enum.GetNames(type).Select(name => KeyValuePair.Create(Of(name), Enum.Parse(type, name)))];
}
