namespace DeepTrainer.Engine.Execution;

/// <summary>Gives a value the storage of one that nothing needs any more, so that a graph runs in little memory.</summary>
internal sealed class StorageRecycler<T>
{
    private readonly List<(bool Batched, Storage<T> Storage)> free = [];

    public Storage<T> Take(Shape shape)
    {
        int index = free.FindLastIndex(f => f.Batched == shape.IsBatched);
        Storage<T> storage = index < 0 ? new() : free[index].Storage;
        if (index >= 0)
            free.RemoveAt(index);
        storage.Require(shape);
        return storage;
    }

    public void Return(Shape shape, Storage<T> storage) => free.Add((shape.IsBatched, storage));
}
