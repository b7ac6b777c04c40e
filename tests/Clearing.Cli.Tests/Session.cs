using Clearing.Cli.Output;
using Spectre.Console.Testing;

namespace Clearing.Cli.Tests;

/// <summary>One command line, run in this process against consoles that remember.</summary>
internal sealed class Session : IDisposable
{
    private readonly TestConsole _out = new();
    private readonly TestConsole _error = new();

    public Session(int width = 200)
    {
        _out.Profile.Width = _error.Profile.Width = width;
        Folder = Directory.CreateTempSubdirectory("clearing-cli-").FullName;
    }

    /// <summary>A folder of this session only.</summary>
    public string Folder { get; }

    public string Out => _out.Output;

    public string Error => _error.Output;

    public Task<int> RunAsync(params string[] arguments) => RunAsync(CancellationToken.None, arguments);

    public Task<int> RunAsync(CancellationToken cancellation, params string[] arguments) =>
        CommandLine.InvokeAsync(arguments, new Terminal(_out, _error), cancellation);

    /// <summary>Writes a file into the folder and returns its path.</summary>
    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string In(string name) => Path.Combine(Folder, name);

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
