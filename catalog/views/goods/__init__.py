"""The portal's goods: one room for the list, the bulk acts, the editor and each of its sections."""
