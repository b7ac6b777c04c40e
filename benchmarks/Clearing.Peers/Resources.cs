namespace Clearing.Peers;

/// <summary>The SQL scripts inside this program.</summary>
internal static class Resources
{
    public static string Text(string name)
    {
        using StreamReader reader = new(typeof(Resources).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
