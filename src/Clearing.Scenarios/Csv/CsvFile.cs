using System.Text;
using Clearing.Scenarios.Text;
using Sylvan.Data.Csv;

namespace Clearing.Scenarios.Csv;

/// <summary>
/// A CSV file with a header line (RFC 4180), read row by row without garbage; the place of a field is worked out only
/// for an error.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    public const int MaxColumns = 1000;
    private const int MaxRecordChars = 1 << 20;

    private readonly CsvDataReader _reader;
    private readonly string _fullPath;
    private readonly string _shown;
    private readonly Problems _problems;
    private int _line = 1;
    private int _linesOfRecord;

    private CsvFile(CsvDataReader reader, string fullPath, string shown, Problems problems)
    {
        _reader = reader;
        _fullPath = fullPath;
        _shown = shown;
        _problems = problems;
        Header = [];
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; private set; }

    /// <summary>The field of the current row.</summary>
    public ReadOnlySpan<char> this[int column] => column < 0 ? default : _reader.GetFieldSpan(column);

    /// <summary>Opens a file and reads its header; null after an error.</summary>
    public static CsvFile? Open(string fullPath, string shownPath, Problems problems)
    {
        try
        {
            if (SourceFile.WhyNot(fullPath, shownPath) is { } why)
            {
                problems.Add(ErrorCodes.Unreadable, Mark.WholeOf(shownPath), why);
                return null;
            }

            StreamReader text = new(fullPath, new UTF8Encoding(true, throwOnInvalidBytes: true), false, 1 << 16);
            return Open(text, fullPath, shownPath, problems);
        }
        catch (Exception e) when (SourceFile.IsFileTrouble(e))
        {
            problems.Add(ErrorCodes.Unreadable, Mark.WholeOf(shownPath), $"The file cannot be read: {e.Message}");
            return null;
        }
    }

    private static CsvFile? Open(StreamReader text, string fullPath, string shownPath, Problems problems)
    {
        CsvFile? file = null;
        try
        {
            CsvDataReader reader = CsvDataReader.Create(text, new CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = ',',
                Quote = '"',
                Escape = '"',
                CsvStyle = CsvStyle.Standard,
                Comment = '\0',
                BufferSize = 1 << 16,
                MaxBufferSize = MaxRecordChars,
                OwnsReader = true,
            });
            file = new CsvFile(reader, fullPath, shownPath, problems);
        }
        catch (Exception e) when (IsFormatTrouble(e))
        {
            Report(problems, fullPath, new Mark(shownPath, 1, 1), e);
            text.Dispose();
            return null;
        }

        if (file.ReadHeader())
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    /// <summary>Column of a name, or -1.</summary>
    public int ColumnOf(string name)
    {
        for (int i = 0; i < Header.Count; i++)
        {
            if (Header[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Goes to the next row that has as many fields as the header.</summary>
    public bool Read()
    {
        while (ReadRecord())
        {
            if (_reader.RowFieldCount == Header.Count)
            {
                return true;
            }

            if (_reader.RowFieldCount == 1 && _reader.GetFieldSpan(0).IsEmpty)
            {
                continue;
            }

            _problems.Add(ErrorCodes.CsvRow, new Mark(_shown, _line, 1),
                $"The row has {_reader.RowFieldCount} fields, the header {Header.Count}");
        }

        return false;
    }

    /// <summary>Place of a field of the current row.</summary>
    public Mark At(int column)
    {
        ReadOnlySpan<char> record = _reader.GetRawRecordSpan();
        int line = _line;
        int place = 1;
        bool quoted = false;
        foreach (char c in record)
        {
            if (column == 0 && !quoted)
            {
                break;
            }

            place++;
            switch (c)
            {
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    column--;
                    break;
                case '\n':
                    line++;
                    place = 1;
                    break;
            }
        }

        return new Mark(_shown, line, place);
    }

    /// <summary>Place of the name of a column.</summary>
    public Mark HeaderAt(int column)
    {
        int place = 1;
        for (int i = 0; i < column; i++)
        {
            place += Header[i].Length + 1;
        }

        return new Mark(_shown, 1, place);
    }

    public void Dispose() => _reader.Dispose();

    private bool ReadHeader()
    {
        if (!ReadRecord())
        {
            if (_linesOfRecord >= 0)
            {
                _problems.Add(ErrorCodes.Empty, new Mark(_shown, 1, 1),
                    "The file is empty; it begins with a header line");
            }

            return false;
        }

        int count = _reader.RowFieldCount;
        if (count > MaxColumns)
        {
            _problems.Add(ErrorCodes.TooLarge, new Mark(_shown, 1, 1),
                $"The header has {count} columns, more than the {MaxColumns} a file may have");
            return false;
        }

        string[] names = new string[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = _reader.GetFieldSpan(i).ToString();
        }

        Header = names;
        for (int i = 0; i < count; i++)
        {
            if (Array.IndexOf(names, names[i]) < i)
            {
                _problems.Add(ErrorCodes.CsvHeader, HeaderAt(i),
                    $"The column {Characters.Show(names[i])} stands here a second time; keep one");
            }
        }

        return true;
    }

    /// <summary>Goes to the next record; false at the end or after an error.</summary>
    private bool ReadRecord()
    {
        try
        {
            _line += _linesOfRecord;
            if (!_reader.Read())
            {
                _linesOfRecord = 0;
                return false;
            }

            ReadOnlySpan<char> record = _reader.GetRawRecordSpan();
            _linesOfRecord = record.Count('\n') + (record.EndsWith("\n") ? 0 : 1);
            return true;
        }
        catch (Exception e) when (IsFormatTrouble(e))
        {
            Report(_problems, _fullPath, new Mark(_shown, _line, 1), e);
            _linesOfRecord = -1;
            return false;
        }
    }

    private static bool IsFormatTrouble(Exception e) =>
        e is CsvFormatException or CsvRecordTooLargeException or DecoderFallbackException or InvalidDataException
            or FormatException or IndexOutOfRangeException or IOException;

    private static void Report(Problems problems, string fullPath, Mark at, Exception e)
    {
        if (e is DecoderFallbackException)
        {
            // The reader is ahead of the row; the place is found by reading the file as bytes.
            SourceFile.Decode(File.ReadAllBytes(fullPath), at.File, problems);
            return;
        }

        (string code, string message) = e switch
        {
            CsvRecordTooLargeException => (ErrorCodes.TooLarge,
                $"A row has more than {MaxRecordChars / 2} characters; is a closing quote missing?"),
            IOException => (ErrorCodes.Unreadable, $"The file cannot be read: {e.Message}"),
            _ => (ErrorCodes.CsvSyntax,
                "The row breaks the rules for quotes: a field that holds a comma, a quote or a line break stands "
                + "between quotes, a quote inside it twice"),
        };
        problems.Add(code, at, message);
    }
}
