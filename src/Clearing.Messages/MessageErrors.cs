namespace Clearing.Messages;

/// <summary>
/// Collects what is wrong with one message. Used again for the next; allocates only when there is something to say,
/// and holds at most <see cref="Most"/> errors, however broken the message.
/// </summary>
public sealed class MessageErrors
{
    /// <summary>The most errors that are kept of one message.</summary>
    public const int Most = 32;

    private readonly List<MessageError> _errors = [];
    private readonly List<MessageError> _warnings = [];

    /// <summary>Errors in the order found, at most <see cref="Most"/>.</summary>
    public IReadOnlyList<MessageError> All => _errors;

    /// <summary>What a rail passes with a remark only.</summary>
    public IReadOnlyList<MessageError> Warnings => _warnings;

    /// <summary>True when the message must not be accepted.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>The level of the first error; <see cref="MessageLayer.None"/> when there is none.</summary>
    public MessageLayer Layer => _errors.Count == 0 ? MessageLayer.None : _errors[0].Layer;

    public void Clear()
    {
        _errors.Clear();
        _warnings.Clear();
    }

    public void Add(string code, MessageLayer layer, string where, string what) =>
        Keep(_errors, new MessageError(code, layer, where, what));

    public void Warn(string code, MessageLayer layer, string where, string what) =>
        Keep(_warnings, new MessageError(code, layer, where, what));

    private static void Keep(List<MessageError> list, MessageError error)
    {
        if (list.Count < Most)
        {
            list.Add(error);
        }
    }
}
