"""The objectives, one file each: the levels on which plans are compared."""
