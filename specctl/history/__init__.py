"""What the steps of a spec's history did to one thing, followed back through every name and place.

``records`` and ``approved`` tell what was merged, and who answers for it.

Pure: who reads the steps and compares their sides is ``pipeline``. Which thing is which is the
diff's word, never git's.
"""
