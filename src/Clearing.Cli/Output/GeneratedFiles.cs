using System.Text;
using Clearing.Messages;
using Clearing.Messages.Generation;

namespace Clearing.Cli.Output;

/// <summary>Messages as files: one a type in a folder, or all printed; each message ends with a line end.</summary>
internal sealed class GeneratedFiles(string folder, Terminal terminal) : IDisposable
{
    private readonly Dictionary<string, FileStream> _files = [];

    /// <summary>By the format of the type: .fin, .xml or .fed.</summary>
    public static string ExtensionOf(string type) => MessageGenerator.FormatOf(type) switch
    {
        MessageFormat.Iso20022 => ".xml",
        MessageFormat.Fedwire => ".fed",
        _ => ".fin",
    };

    public void Append(string type, ReadOnlySpan<byte> message)
    {
        bool ends = message.EndsWith((byte)'\n');
        if (folder == "-")
        {
            terminal.Out.Profile.Out.Writer.Write(Encoding.UTF8.GetString(message));
            terminal.Out.Profile.Out.Writer.Write(ends ? "" : "\n");
            return;
        }

        if (!_files.TryGetValue(type, out FileStream? file))
        {
            Directory.CreateDirectory(folder);
            file = new FileStream(
                Path.Combine(folder, type + ExtensionOf(type)), FileMode.CreateNew, FileAccess.Write, FileShare.Read,
                bufferSize: 1 << 16);
            _files.Add(type, file);
        }

        file.Write(message);
        if (!ends)
        {
            file.WriteByte((byte)'\n');
        }
    }

    public void Dispose()
    {
        foreach (FileStream file in _files.Values)
        {
            file.Dispose();
        }
    }
}
