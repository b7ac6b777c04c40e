using System.Globalization;

namespace Clearing.EndToEnd.Tests.UnderFire;

/// <summary>How long and how often, from the environment: short where nothing is said.</summary>
internal static class Settings
{
    public static int Of(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
