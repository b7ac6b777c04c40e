using System.Text;

namespace Clearing.Scenarios.Text;

/// <summary>Reads a text file and refuses bytes and characters that no file of ours may hold.</summary>
internal static class SourceFile
{
    /// <summary>Largest YAML file; a bigger day belongs into CSV files.</summary>
    public const long MaxBytes = 32L << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true);

    /// <summary>The text without a byte-order mark, or null after an error.</summary>
    public static string? Read(string fullPath, string shownPath, Problems problems)
    {
        byte[] bytes;
        try
        {
            if (WhyNot(fullPath, shownPath) is { } why)
            {
                problems.Add(ErrorCodes.Unreadable, Mark.WholeOf(shownPath), why);
                return null;
            }

            long length = new FileInfo(fullPath).Length;
            if (length > MaxBytes)
            {
                problems.Add(ErrorCodes.TooLarge, Mark.WholeOf(shownPath), $"The file has {length} bytes, more than "
                    + $"the {MaxBytes} a YAML file may have; put long lists into a CSV file");
                return null;
            }

            bytes = File.ReadAllBytes(fullPath);
        }
        catch (Exception e) when (IsFileTrouble(e))
        {
            problems.Add(ErrorCodes.Unreadable, Mark.WholeOf(shownPath), $"The file cannot be read: {e.Message}");
            return null;
        }

        return Decode(bytes, shownPath, problems);
    }

    /// <summary>The exceptions by which a file system says no.</summary>
    public static bool IsFileTrouble(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
            or System.Security.SecurityException;

    /// <summary>Why a path cannot be read, in words; null when it names a file.</summary>
    public static string? WhyNot(string fullPath, string shownPath) =>
        Directory.Exists(fullPath) ? $"{Characters.Show(shownPath)} is a directory; name a file"
        : !File.Exists(fullPath) ? $"There is no file {Characters.Show(shownPath)}"
        : null;

    public static string? Decode(ReadOnlySpan<byte> bytes, string shownPath, Problems problems)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (bytes.StartsWith(mark))
        {
            bytes = bytes[mark.Length..];
        }

        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            (int line, int column) = PlaceOf(bytes, Math.Max(0, e.Index));
            string utf16 = bytes.Length >= 2 && (bytes[0], bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF)
                ? " (it looks like UTF-16)" : "";
            problems.Add(ErrorCodes.NotUtf8, new Mark(shownPath, line, column),
                $"The bytes here are not UTF-8{utf16}; save the file as UTF-8");
            return null;
        }

        return CheckCharacters(text, shownPath, problems) ? text : null;
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> bytes, int index)
    {
        ReadOnlySpan<byte> before = bytes[..Math.Min(index, bytes.Length)];
        int line = 1 + before.Count((byte)'\n');
        int start = before.LastIndexOf((byte)'\n') + 1;
        int column = 1;
        foreach (byte b in before[start..])
        {
            column += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return (line, column);
    }

    private static bool CheckCharacters(string text, string shownPath, Problems problems)
    {
        int before = problems.Count;
        int line = 1;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLinesByLineFeed())
        {
            ReadOnlySpan<char> content = raw.EndsWith("\r") ? raw[..^1] : raw;
            int bad = Characters.IndexOfForbidden(content);
            bad = bad < 0 ? content.IndexOf('\r') : bad;
            if (bad >= 0)
            {
                problems.Add(ErrorCodes.ForbiddenCharacter, new Mark(shownPath, line, bad + 1),
                    $"The character {Characters.CodePoint(content[bad])} cannot be seen and is not allowed; remove it");
            }

            int indent = content.IndexOfAnyExcept(' ');
            if (indent >= 0 && content[indent] == '\t')
            {
                problems.Add(ErrorCodes.Tab, new Mark(shownPath, line, indent + 1),
                    "A tab stands in the indentation; indent with spaces");
            }

            line++;
        }

        return problems.Count == before;
    }

    private static LineFeedEnumerator EnumerateLinesByLineFeed(this ReadOnlySpan<char> text) => new(text);

    /// <summary>
    /// Splits at U+000A only: the framework's enumerator also splits at characters that are errors here.
    /// </summary>
    private ref struct LineFeedEnumerator(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> _rest = text;
        private bool _ended;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly LineFeedEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_ended)
            {
                return false;
            }

            int end = _rest.IndexOf('\n');
            _ended = end < 0;
            Current = _ended ? _rest : _rest[..end];
            _rest = _ended ? default : _rest[(end + 1)..];
            return true;
        }
    }
}
