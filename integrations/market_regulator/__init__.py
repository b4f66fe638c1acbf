"""The market regulator (市场监督管理部门): leads go over, its findings and penalties come back."""
