namespace Clearing.LoadTests;

/// <summary>What the command line says.</summary>
internal sealed class LoadArguments
{
    public const string Usage =
        "usage: Clearing.LoadTests PROFILE... [--clearing PROGRAM] [--postgres CONNECTION] [--baselines DIR] [--accept]";

    public List<string> Profiles { get; } = [];

    /// <summary>Starts the service: the program built in the same configuration, unless another is named.</summary>
    public List<string> Command { get; private set; } = ["dotnet", BuiltProgram()];

    public string? Postgres { get; private set; }

    public string Baselines { get; private set; } = Path.Combine(Checkout(), "loadtests", "baselines");

    /// <summary>True when results become the baselines.</summary>
    public bool Accepts { get; private set; }

    /// <summary>Null when something is not known.</summary>
    public static LoadArguments? Parse(string[] args)
    {
        LoadArguments arguments = new();
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--accept":
                    arguments.Accepts = true;
                    continue;
                case "--clearing" when value is not null:
                    arguments.Command = [value];
                    break;
                case "--postgres" when value is not null:
                    arguments.Postgres = value;
                    break;
                case "--baselines" when value is not null:
                    arguments.Baselines = value;
                    break;
                case var path when !path.StartsWith('-'):
                    arguments.Profiles.Add(path);
                    continue;
                default:
                    return null;
            }

            i++;
        }

        return arguments.Profiles.Count > 0 ? arguments : null;
    }

    private static string BuiltProgram() => Path.Combine(
        Checkout(), "src", "Clearing.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0",
        "clearing.dll");

    private static string Checkout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clearing.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
