using System.Globalization;
using Clearing.Journal.Storage;

namespace Clearing.Journal.Sqlite;

/// <summary>
/// Remembers beside the database how far it was, so that an old copy put in its place shows: epoch, last group and its
/// hash by stream, noted at every opening and clean end. A copy from within the last opening, put back after a crash,
/// is not seen; nor is the whole folder put back.
/// </summary>
internal sealed class Witness(string folder)
{
    private const string FileName = "journal.witness";

    private readonly Lock _gate = new();

    private string File => Path.Combine(folder, FileName);

    /// <summary>Refuses a stream that is behind what was noted of it.</summary>
    public void Check(string stream, StreamRow row)
    {
        lock (_gate)
        {
            if (!Load().TryGetValue(stream, out Noted noted))
            {
                return;
            }

            bool behind = row.Epoch < noted.Epoch || row.Tail.Sequence < noted.Sequence
                || (row.Tail.Sequence == noted.Sequence && row.Tail.Hash.ToString() != noted.Hash);
            if (behind)
            {
                throw JournalException.Corrupt(
                    stream,
                    row.Tail.Sequence + 1,
                    0,
                    $"{folder}/{SqliteStore.FileName} stands at epoch {row.Epoch} and group {row.Tail.Sequence}, but "
                    + $"the folder has seen epoch {noted.Epoch} and group {noted.Sequence}: this is an old copy. If "
                    + $"you mean to go on from it and lose what came after, delete {FileName}");
            }
        }
    }

    /// <summary>Notes a stream as it stands.</summary>
    public void Note(string stream, StreamRow row)
    {
        lock (_gate)
        {
            Dictionary<string, Noted> all = Load();
            all[stream] = new Noted(row.Epoch, row.Tail.Sequence, row.Tail.Hash.ToString());
            string text = string.Concat(all.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => string.Create(
                CultureInfo.InvariantCulture, $"{n.Value.Epoch} {n.Value.Sequence} {n.Value.Hash} {n.Key}\n")));
            try
            {
                string fresh = File + ".new";
                System.IO.File.WriteAllText(fresh, text);
                System.IO.File.Move(fresh, File, overwrite: true);
            }
            catch (Exception full) when (full is IOException or UnauthorizedAccessException)
            {
                // The journal itself is safe; an older note only sees less.
            }
        }
    }

    private Dictionary<string, Noted> Load()
    {
        Dictionary<string, Noted> all = [];
        if (!System.IO.File.Exists(File))
        {
            return all;
        }

        foreach (string line in System.IO.File.ReadAllLines(File))
        {
            string[] words = line.Split(' ', 4);
            if (words.Length == 4
                && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch)
                && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            {
                all[words[3]] = new Noted(epoch, sequence, words[2]);
            }
        }

        return all;
    }

    private readonly record struct Noted(long Epoch, long Sequence, string Hash);
}
