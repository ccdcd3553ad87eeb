"""The rules, one file each: what must hold in every plan that is returned."""
